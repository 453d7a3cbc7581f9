import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangInt;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpErlangTuple;
import com.ericsson.otp.erlang.OtpConnection;
import com.ericsson.otp.erlang.OtpMbox;
import com.ericsson.otp.erlang.OtpNode;
import com.ericsson.otp.erlang.OtpPeer;
import com.ericsson.otp.erlang.OtpSelf;

/** A node of JInterface: sendRPC, ping, a message to a name, a call of a gen_server, and a mailbox that answers one. */
public final class Peer {
    public static void main(String[] args) throws Exception {
        OtpSelf self = new OtpSelf("javarpc@localhost", args[1]);
        OtpConnection connection = self.connect(new OtpPeer(args[0]));
        connection.sendRPC("dotnet", "double", new OtpErlangObject[] { new OtpErlangInt(4) });
        System.out.println("rpc " + connection.receiveRPC());
        connection.close();

        OtpNode node = new OtpNode("javapeer@localhost", args[1]);
        System.out.println("ping " + node.ping(args[0], 5000));
        OtpMbox box = node.createMbox("srv");
        box.send("sink", args[0], new OtpErlangAtom("from_java"));
        box.send("calc", args[0], call(box, 20));
        OtpErlangTuple reply = (OtpErlangTuple) box.receive(10000);
        System.out.println("call " + reply.elementAt(1));

        // A call of ours to this mailbox: answered with the request doubled.
        System.out.println("ready");
        System.out.flush();
        OtpErlangTuple request = (OtpErlangTuple) box.receive(20000);
        OtpErlangTuple from = (OtpErlangTuple) request.elementAt(1);
        long n = ((com.ericsson.otp.erlang.OtpErlangLong) request.elementAt(2)).longValue();
        box.send((com.ericsson.otp.erlang.OtpErlangPid) from.elementAt(0),
            new OtpErlangTuple(new OtpErlangObject[] { from.elementAt(1), new com.ericsson.otp.erlang.OtpErlangLong(2 * n) }));
        System.out.println("answered");
        System.out.flush();
        box.receive(5000); // Until the other side is done.
        node.close();
    }

    private static OtpErlangObject call(OtpMbox box, int n) {
        OtpErlangObject from = new OtpErlangTuple(new OtpErlangObject[] { box.self(), new OtpErlangAtom("tag") });
        return new OtpErlangTuple(new OtpErlangObject[] { new OtpErlangAtom("$gen_call"), from, new OtpErlangInt(n) });
    }
}
