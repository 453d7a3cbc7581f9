import com.ericsson.otp.erlang.*;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The JInterface peer of the benchmarks: drives an OTP node over plain TCP (see README.md, "The control protocol"). */
public final class JInterfacePeer {
    private static final OtpErlangAtom HIT = new OtpErlangAtom("hit");
    private static final long REPLY_LIMIT_MS = 60_000;

    private final OtpMbox mailbox;
    private String target;

    private JInterfacePeer(OtpMbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Arguments: node name, cookie. The EPMD port comes from ERL_EPMD_PORT. */
    public static void main(String[] args) throws Exception {
        OtpNode node = new OtpNode(args[0], args[1]);
        System.out.printf("ready {\"address\":\"%s\",\"pid\":%d}%n", args[0], ProcessHandle.current().pid());
        JInterfacePeer peer = new JInterfacePeer(node.createMbox());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null && !line.equals("quit"); line = input.readLine()) {
            try {
                System.out.println("result " + peer.obey(line));
            } catch (Exception e) {
                System.out.println("error " + e);
            }
        }
        System.exit(0);
    }

    private String obey(String line) throws Exception {
        String[] words = line.trim().split(" ");
        Map<String, String> arguments = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            arguments.put(pair[0], pair[1]);
        }
        switch (words[0]) {
            case "connect":
                target = arguments.get("target");
                request("sink");
                return "{}";
            case "rtt":
                return roundTrips(Double.parseDouble(arguments.get("seconds")));
            case "pingpong":
                return pingPong(number(arguments, "inflight"), number(arguments, "count"));
            case "oneway":
                return flood(new OtpErlangBinary(filled(number(arguments, "size"))), number(arguments, "count"));
            case "terms":
                return flood(shape(arguments.get("shape")), number(arguments, "count"));
            default:
                throw new IllegalArgumentException("unknown: " + words[0]);
        }
    }

    private String roundTrips(double seconds) throws Exception {
        OtpErlangPid echo = request("echo");
        OtpErlangObject message = tuple(mailbox.self(), new OtpErlangBinary(filled(64)));
        long[] samples = new long[1_000_000];
        int count = 0;
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        for (long now = begin; now < end && count < samples.length; ) {
            mailbox.send(echo, message);
            receive();
            long then = System.nanoTime();
            samples[count++] = then - now;
            now = then;
        }
        return result(System.nanoTime() - begin, count, Arrays.copyOf(samples, count));
    }

    private String pingPong(int inflight, int count) throws Exception {
        OtpErlangPid echo = request("echo");
        OtpErlangObject message = tuple(mailbox.self(), HIT);
        long begin = System.nanoTime();
        int sent = 0;
        for (; sent < Math.min(inflight, count); sent++) {
            mailbox.send(echo, message);
        }
        for (int answered = 0; answered < count; answered++) {
            receive();
            if (sent < count) {
                mailbox.send(echo, message);
                sent++;
            }
        }
        return result(System.nanoTime() - begin, count, new long[0]);
    }

    private String flood(OtpErlangObject message, int count) throws Exception {
        OtpErlangPid sink = request("sink");
        long begin = System.nanoTime();
        mailbox.send(sink, tuple(new OtpErlangAtom("expect"), new OtpErlangLong(count), mailbox.self()));
        for (int i = 0; i < count; i++) {
            mailbox.send(sink, message);
        }
        receive();
        return result(System.nanoTime() - begin, count, new long[0]);
    }

    private static OtpErlangObject shape(String name) {
        switch (name) {
            case "list":
                OtpErlangObject[] items = new OtpErlangObject[1024];
                for (int i = 0; i < items.length; i++) {
                    byte[] bytes = new byte[128];
                    Arrays.fill(bytes, (byte) (i & 127));
                    items[i] = new OtpErlangBinary(bytes);
                }
                return new OtpErlangList(items);
            case "map":
                OtpErlangObject[] keys = new OtpErlangObject[1000];
                OtpErlangObject[] values = new OtpErlangObject[1000];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = text("key" + i);
                    values[i] = new OtpErlangLong((long) i * i);
                }
                return new OtpErlangMap(keys, values);
            default:
                return tuple(new OtpErlangAtom("order"), new OtpErlangLong(4711), text("Ada Lovelace"),
                    text("ada@example.org"), new OtpErlangLong(12), new OtpErlangDouble(349.5), new OtpErlangBoolean(true),
                    new OtpErlangAtom("paid"),
                    new OtpErlangList(new OtpErlangObject[] {new OtpErlangLong(1), new OtpErlangLong(2), new OtpErlangLong(3)}),
                    new OtpErlangAtom("undefined"));
        }
    }

    /** Asks the process `bench` of the other node for one partner of a kind. */
    private OtpErlangPid request(String kind) throws Exception {
        OtpErlangAtom atom = new OtpErlangAtom(kind);
        mailbox.send("bench", target, kind.equals("echo")
            ? tuple(atom, mailbox.self(), new OtpErlangLong(1))
            : tuple(atom, mailbox.self()));
        OtpErlangTuple answer = (OtpErlangTuple) receive();
        return (OtpErlangPid) ((OtpErlangList) answer.elementAt(1)).elementAt(0);
    }

    private OtpErlangObject receive() throws Exception {
        OtpErlangObject message = mailbox.receive(REPLY_LIMIT_MS);
        if (message == null) {
            throw new IllegalStateException("no reply in " + REPLY_LIMIT_MS + " ms");
        }
        return message;
    }

    private static OtpErlangObject tuple(OtpErlangObject... elements) {
        return new OtpErlangTuple(elements);
    }

    private static OtpErlangBinary text(String value) {
        return new OtpErlangBinary(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    private static int number(Map<String, String> arguments, String key) {
        return Integer.parseInt(arguments.get(key));
    }

    private static String result(long nanoseconds, int count, long[] samples) {
        return String.format("{\"seconds\":%.6f,\"count\":%d,\"samples\":[%s]}", nanoseconds / 1e9, count,
            Arrays.stream(samples).mapToObj(Long::toString).collect(Collectors.joining(",")));
    }
}
