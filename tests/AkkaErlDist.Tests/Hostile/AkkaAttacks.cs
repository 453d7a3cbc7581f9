using System.Text;
using AkkaErlDist.Tests.AkkaPeers;
using static AkkaErlDist.Tests.Hostile.Attacker;
using static ErlDist.Testing.Wire.Etf;

namespace AkkaErlDist.Tests.Hostile;

/// <summary>
/// What an authenticated peer may try against an actor system: Akka's own protocol without the right to it, messages in the name of
/// others, signals about actors that are none of its business, terms that cost. A new attack is a new row.
/// </summary>
internal static class AkkaAttacks
{
    private const string Third = "third@localhost";
    private const byte Opened = 0x80;
    private static readonly byte[] s_third = Pid(Third, 1, 0, 1);
    private static readonly byte[] s_thirdRef = Ref(Third, 1, 4, 5, 6);
    private static readonly byte[] s_alias = [108, 0, 0, 0, 1, .. Atom("alias"), .. s_thirdRef];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<AkkaAttack> Rows { get; } = [.. Associations(), .. Names(), .. Senders(), .. Signals(), .. Terms(), .. Odd()];

    /// <summary>Frames of associations and PDUs to <c>akka_remote</c>, where only another actor system may speak.</summary>
    private static IEnumerable<AkkaAttack> Associations()
    {
        const string Own = "akka.erl://evil@localhost:1";
        yield return new("an association and a message to an actor", async a =>
        {
            foreach (byte[] frame in AttackFrames.Of(Own, $"akka.erl://{a.Target}"))
            {
                await a.SendAsync("akka_remote", Binary(frame));
            }
        });
        yield return Frame("an association in a member's name", Opened | 1, Utf8("akka.erl://sys@localhost:2 akka.erl://sys@localhost:3"));
        yield return Frame("an association without ends", Opened | 1);
        yield return Frame("an association with one end", Opened | 1, Utf8(Own));
        yield return Frame("an association with an end of 1 MB", Opened | 1, Utf8($"{Own} akka.erl://{new string('a', 1_000_000)}@localhost:1"));
        yield return Frame("an association with an end of other letters", Opened | 1, Utf8($"{Own} akka.erl://s\ny\u202Es@localhost:1"));
        yield return Many("2,000 associations", 2000, (a, i) => a.FrameAsync(Opened | 1, (uint)i, Utf8($"{Own} {Own}")));
        yield return Many("the same association 100 times", 100, (a, _) => a.FrameAsync(Opened | 1, 7, Utf8($"{Own} {Own}")));
        yield return Frame("a PDU of no association", Opened | 2, [10, 0]);
        yield return Frame("a PDU of an association that the other side would have opened", 2, [10, 0]);
        yield return Frame("an association accepted that nobody opened", 4);
        yield return Frame("an association refused that nobody opened", 5, Utf8(new string('x', 100_000)));
        yield return Frame("a refusal of control characters", 5, Utf8("no\n[ERROR] root logged in\e[31m"));
        yield return Frame("a close of what is not open, quarantined", Opened | 3, [2]);
        yield return Frame("a close for no reason that there is", Opened | 3, [99]);
        yield return Frame("a proof of nothing", Opened | 6, new byte[32]);
        yield return Frame("a proof of 31 bytes", Opened | 6, new byte[31]);
        yield return Many("a thousand proofs", 1000, (a, i) => a.FrameAsync(Opened | 6, 0, [.. UInt32((uint)i), .. new byte[28]]));
        yield return Frame("kind 0", 0);
        yield return Frame("kind 127", 127, new byte[100]);
        yield return Message("no binary to akka_remote", "akka_remote", Tuple(Atom("x"), Int(1)));
        yield return Message("an empty binary to akka_remote", "akka_remote", Binary());
        yield return Message("a binary of one byte to akka_remote", "akka_remote", Binary(Opened | 1));
        yield return Message("a binary longer than it is to akka_remote", "akka_remote", [109, 255, 255, 255, 255, 1, 0, 0, 0, 0]);
        yield return Message("3 MB to akka_remote", "akka_remote", Binary([Opened | 2, 0, 0, 0, 1, .. new byte[3_000_000]]));
        yield return Message("a frame by way of rex", "rex", Tuple(Self, Tuple(Atom("send"), Atom("akka_remote"), Binary(Opened | 1, 0, 0, 0, 1))));
        yield return Message("a call of akka_remote", "akka_remote", Call(Self, OwnRef, Atom("x")));
        yield return Message("a system message to akka_remote", "akka_remote", Tuple(Atom("system"), Tuple(Self, OwnRef), Tuple(Atom("terminate"), Atom("kill"))));
    }

    /// <summary>Names that are no actor's, or lead elsewhere.</summary>
    private static IEnumerable<AkkaAttack> Names() => new[]
    {
        "../system", "../../system/remote-watcher", "..", "/", "", "a//b", "$call-1.2.3-Y", "$pid-1.2.3", "$pid-99999999999.1.1", "victim/../../system",
        "akka://sys/user/victim", "remote/akka.erl/evil@localhost:1/user/x", "victim#1", "%2e%2e", "a\nb", new string('\u00e9', 127), "net_kernel", "pg", "global_name_server", "logger",
    }.Select((name, i) => Message($"a message to odd name {i}", name, Tuple(Atom("x"), Int(1))));

    /// <summary>Calls and requests in the name of others.</summary>
    private static IEnumerable<AkkaAttack> Senders()
    {
        yield return Message("a call in a third node's name", "victim", Call(s_third, OwnRef, Atom("which")));
        yield return Message("a call in a third node's name, with its reference", "victim", Call(s_third, s_thirdRef, Atom("which")));
        yield return Message("a call with an alias of a third node", "victim", Call(Self, s_alias, Atom("which")));
        yield return Message("a call in a third node's name, with its alias", "victim", Call(s_third, s_alias, Atom("which")));
        yield return Message("a call in a third node's name that cannot be read", "victim", Call(s_third, s_thirdRef, [255]));
        yield return Many("a hundred nodes that there are not", 100, (a, i) => a.SendAsync("victim", Call(Pid($"x{i}@127.0.0.9"), Ref($"x{i}@127.0.0.9", 7, 1), Atom("which"))));
        yield return new("a call in the name of a process of the attacked node", a => a.SendAsync("victim", Call(a.PidOf(1), a.RefOf(1), Atom("which"))));
        yield return Message("a system request from a third node", "victim", Tuple(Atom("system"), Tuple(s_third, s_thirdRef), Tuple(Atom("terminate"), Atom("kill"))));
        yield return Message("a system request for an actor's state", "victim", Tuple(Atom("system"), Tuple(Self, OwnRef), Atom("get_state")));
        yield return Message("a system request of no kind", "victim", Tuple(Atom("system"), Tuple(Self, OwnRef), Tuple(Atom("replace_state"), Self)));
        yield return Message("a request for output in a third node's name", "victim",
            Tuple(Atom("io_request"), s_third, s_thirdRef, Tuple(Atom("put_chars"), Atom("unicode"), Atom("os"), Atom("cmd"), List(Nil))));
        yield return Message("an EXIT as a message", "victim", Tuple(Atom("EXIT"), Self, Atom("kill")));
        yield return Message("a DOWN as a message", "victim", Tuple(Atom("DOWN"), OwnRef, Atom("process"), s_third, Atom("noconnection")));
        yield return Message("a nodedown as a message", "victim", Tuple(Atom("nodedown"), Atom(Third)));
        yield return Message("rpc of what is not exported", "rex", Call(Self, OwnRef, Tuple(Atom("call"), Atom("os"), Atom("cmd"), List(Nil), Self)));
        yield return Message("rpc for a third node", "rex", Tuple(s_third, Tuple(Atom("call"), Atom("erlang"), Atom("node"), Nil, s_third)));
        yield return Message("a request in a request in a request, of rex", "rex", Tuple(Self, Nested(50_000)));
    }

    /// <summary>Signals about actors that are none of its business.</summary>
    private static IEnumerable<AkkaAttack> Signals()
    {
        yield return Pids("messages to every pid", (a, pid) => a.SendAsync(pid, Tuple(Atom("x"), Int(1))));
        yield return Pids("monitors of every pid", (a, pid) => a.ControlAsync(Tuple(Int(19), Self, pid, Ref(Name, 7, pid[^9], 8, 9))));
        yield return Pids("links with every pid, and their ends", async (a, pid) =>
        {
            await a.ControlAsync(Tuple(Int(1), Self, pid));
            await a.ControlAsync(Tuple(Int(35), Int(9), Self, pid));
        });
        yield return Pids("exits of links that there are not", (a, pid) => a.ControlAsync(Tuple(Int(24), Self, pid), Atom("kill")));
        yield return Pids("a group leader for every pid", (a, pid) => a.ControlAsync(Tuple(Int(7), Self, pid)));
        yield return Pids("a DOWN for every pid", (a, pid) => a.ControlAsync(Tuple(Int(28), Self, pid, a.RefOf(1)), Atom("kill")));
        yield return Pids("a reply to a call of every pid", (a, pid) => a.SendAsync(pid, Tuple([108, 0, 0, 0, 1, .. Atom("alias"), .. a.RefOf(1)], Atom("yours"))));
        yield return Pids("kill for every pid", (a, pid) => a.ControlAsync(Tuple(Int(26), Self, pid), Atom("kill")));
        yield return new("kill for the actor", async a =>
        {
            // In untrusted mode, as the system is here, nobody stops an actor from outside.
            await a.ControlAsync(Tuple(Int(26), Self, a.PidOf(HostileTarget.VictimPid)), Atom("kill"));
        });
        yield return Control("a monitor of an actor below /system", Tuple(Int(19), Self, Atom("../system/remote-watcher"), OwnRef));
        yield return Control("a monitor of akka_remote", Tuple(Int(19), Self, Atom("akka_remote"), OwnRef));
        yield return Many("10,000 monitors of an actor", 10_000, (a, i) => a.ControlAsync(Tuple(Int(19), Self, Atom("victim"), Ref(Name, 7, (uint)i, 1, 1))));
        yield return Many("an actor monitored and not, 1,000 times", 1000, async (a, _) =>
        {
            await a.ControlAsync(Tuple(Int(19), Self, Atom("victim"), OwnRef));
            await a.ControlAsync(Tuple(Int(20), Self, Atom("victim"), OwnRef));
        });
        yield return new("a demonitor of what others hold", a => a.ControlAsync(Tuple(Int(20), Self, Atom("victim"), s_thirdRef)));
        yield return new("messages to aliases that are none", a => a.ControlAsync(Tuple(Int(33), Self, a.RefOf(77)), Tuple(Atom("x"), Int(1))));
        yield return new("a spawn of what is not exported", a => a.ControlAsync(
            Tuple(Int(29), OwnRef, Self, Self, Tuple(Atom("os"), Atom("cmd"), Int(1)), Nil), List(Nil)));
        yield return new("a spawn reply that nobody waits for", a => a.ControlAsync(Tuple(Int(31), a.RefOf(1), a.PidOf(1), Int(0), Self)));
        yield return new("a message from a process of another node", a => a.ControlAsync(Tuple(Int(22), s_third, a.PidOf(HostileTarget.VictimPid)), Atom("which")));
        yield return new("an exit in another node's name", a => a.ControlAsync(Tuple(Int(26), s_third, a.PidOf(HostileTarget.VictimPid)), Atom("kill"))) { Ends = true };
        yield return new("a monitor in another node's name", a => a.ControlAsync(Tuple(Int(19), s_third, Atom("victim"), s_thirdRef))) { Ends = true };
    }

    /// <summary>Terms that cost, or that cannot be.</summary>
    private static IEnumerable<AkkaAttack> Terms()
    {
        yield return Message("a declared type 150,000 deep", "victim", Deep(150_000));
        yield return Message("lists 150,000 deep", "victim", [.. Enumerable.Repeat<byte[]>([108, 0, 0, 0, 1], 150_000).SelectMany(b => b), 106, .. Enumerable.Repeat((byte)106, 150_000)]);
        yield return Message("a list of 2^32 - 1", "victim", [108, 255, 255, 255, 255, 97, 1]);
        yield return Message("a map of 2^32 - 1", "victim", [116, 255, 255, 255, 255, 97, 1]);
        yield return Message("a binary of 4 GB", "victim", [109, 255, 255, 255, 255, 1]);
        yield return Message("an integer of 100 KB", "victim", [111, 0, 1, 134, 160, 0, .. Enumerable.Repeat((byte)1, 100_000)]);
        yield return Message("an infinite float", "victim", [70, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0]);
        yield return Message("a tag of 1.5 MB", "victim", Call(Self, Binary(new byte[1_500_000]), Atom("which")));
        yield return Message("a tag 500 lists deep", "victim", Call(Self, [.. Enumerable.Repeat<byte[]>([108, 0, 0, 0, 1], 100).SelectMany(b => b), 106, .. Enumerable.Repeat((byte)106, 100)], Atom("which")));
        yield return Message("5 MB to an actor", "victim", Binary(new byte[5_000_000]));
        yield return Message("a binary that is no UTF-8", "victim", Binary(0xFF, 0xC0, 0x80));
        yield return Message("colours and line breaks in an atom", "victim", Tuple(Atom("tree"), Atom("x\n[ERROR] root logged in\e[31m\u202E"), Nil, Nil));
        yield return Message("an atom that an error cuts in two", "victim", Tuple(Atom("tree"), Atom(string.Concat(Enumerable.Repeat("\U0001F600", 60))), Nil, Nil));
        yield return Many("2,000 faults that all differ", 2000, (a, i) => a.SendAsync("victim", Tuple(Atom("tree"), Atom($"fault{i}"), Nil, Nil)));
        yield return Many("300 answers that have no form in Erlang", 300, (a, _) => a.SendAsync("victim", Call(Self, OwnRef, Atom("infinity"))));
        yield return Many("70,000 new atoms", 70, (a, i) => a.SendAsync("victim", List([.. Enumerable.Range(0, 1000).Select(j => Atom($"new{i}_{j}"))])));
    }

    /// <summary>What would be all right but for one thing.</summary>
    private static IEnumerable<AkkaAttack> Odd()
    {
        byte[] improper = [108, 0, 0, 0, 1, 97, 1, 97, 2];
        yield return Message("a call whose tag is an improper list of no alias", "victim", Call(Self, [108, 0, 0, 0, 1, .. Atom("alias"), 97, 1], Atom("nothing")));
        yield return Message("a call whose tag is an alias of an alias", "victim", Call(Self, [108, 0, 0, 0, 2, .. Atom("alias"), .. Atom("alias"), .. OwnRef], Atom("nothing")));
        yield return Message("a cast that is an improper list", "victim", improper);
        yield return Message("a cast of a cast", "victim", Tuple(Atom("$gen_cast"), Tuple(Atom("$gen_cast"), Int(1))));
        yield return Message("a call of a call", "victim", Call(Self, OwnRef, Call(Self, OwnRef, Atom("which"))));
        yield return Many("300 calls with tags of 1,000 bytes that all differ", 300, (a, i) => a.SendAsync("victim", Call(Self, Binary([.. UInt32((uint)i), .. new byte[900]]), Atom("nothing"))));
        yield return Message("a poison pill as an atom", "victim", Atom("Akka.Actor.PoisonPill"));
        yield return Message("a message of Akka's as a tuple", "victim", Tuple(Atom("Akka.Actor.Kill"), Nil));
        yield return Message("a declared type with one element more", "victim", Tuple(Atom("tree"), Int(1), Nil, Nil, Nil));
        yield return Message("a declared type with a float for a number", "victim", Tuple(Atom("tree"), [70, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], Nil, Nil));
        yield return Message("a declared type with a number of 100 bytes", "victim", Tuple(Atom("tree"), [110, 100, 0, .. Enumerable.Repeat((byte)0xFF, 100)], Nil, Nil));
        yield return Message("a map with a key twice", "victim", [116, 0, 0, 0, 2, 97, 1, 97, 2, 97, 1, 97, 3]);
        yield return Message("a name of a struct that there is not", "victim", [116, 0, 0, 0, 1, .. Atom("__struct__"), .. Atom("Elixir.System.Diagnostics.Process")]);
        yield return Message("a fun of another node", "victim", [112, 0, 0, 0, 60, 0, .. new byte[16], 0, 0, 0, 0, 0, 0, 0, 0, .. Atom("m"), 97, 0, 97, 0, .. Self]);
        yield return Message("a request for a process's state, changed by a function", "victim",
            Tuple(Atom("system"), Tuple(Self, OwnRef), Tuple(Atom("replace_state"), [113, .. Atom("os"), .. Atom("cmd"), 97, 1])));
        yield return Message("rpc with an improper list of arguments", "rex", Call(Self, OwnRef, Tuple(Atom("call"), Atom("m"), Atom("f"), improper, Self)));
        yield return Message("rpc of numbers", "rex", Call(Self, OwnRef, Tuple(Atom("call"), Int(1), Int(2), Nil, Self)));
        yield return Message("a broadcast to the process that takes it", "rex", Tuple(Self, Tuple(Atom("sbcast"), Atom("rex"), Int(1))));
        yield return Message("a broadcast to akka_remote", "rex", Tuple(Self, Tuple(Atom("sbcast"), Atom("akka_remote"), Binary(Opened | 1))));
        yield return Message("output that is an improper list", "victim", Tuple(Atom("io_request"), Self, OwnRef, Tuple(Atom("put_chars"), Atom("unicode"), improper)));
        yield return new("a link with a pid of the node in other case", a => a.ControlAsync(Tuple(Int(1), Self, Pid("sys@LOCALHOST", 5, 0, 1)))) { Ends = true };
        yield return new("an unlink with a number of 64 bits", a => a.ControlAsync(Tuple(Int(35), Int(ulong.MaxValue), Self, a.PidOf(5))));
        yield return Control("a monitor of a name of other letters", Tuple(Int(19), Self, Atom("\u00e9\u202E\U0001F600"), OwnRef));
        yield return Control("a monitor of the root", Tuple(Int(19), Self, Atom("/"), OwnRef));
        yield return new("a spawn whose options are an improper list", a => a.ControlAsync(Tuple(Int(29), OwnRef, Self, Self, Tuple(Atom("m"), Atom("f"), Int(0)), improper), Nil));
        yield return new("a token of large numbers", a => a.ControlAsync(
            Tuple(Int(16), Self, Atom(""), Atom("victim"), Tuple(Int(ulong.MaxValue), Int(ulong.MaxValue), Int(ulong.MaxValue), Self, Int(ulong.MaxValue))), Atom("nothing")));
        yield return Many("monitors of 5,000 names that nobody has", 5000, (a, i) => a.ControlAsync(Tuple(Int(19), Self, Atom($"name{i}"), Ref(Name, 7, (uint)i, 1, 1))));
        yield return Many("messages to 5,000 names that nobody has", 5000, (a, i) => a.SendAsync($"name{i}", Atom("x")));
    }

    private static AkkaAttack Message(string name, string to, byte[] message) => new(name, a => a.SendAsync(to, message));

    private static AkkaAttack Frame(string name, byte kind, params byte[] content) => new(name, a => a.FrameAsync(kind, 1, content));

    private static AkkaAttack Control(string name, byte[] control) => new(name, a => a.ControlAsync(control));

    private static AkkaAttack Many(string name, int times, Func<Attacker, int, Task> once)
    {
        return new(name, a => a.ReadDuringAsync(RepeatAsync(a)));

        async Task RepeatAsync(Attacker attacker)
        {
            for (int i = 0; i < times; i++)
            {
                await once(attacker, i);
            }
        }
    }

    /// <summary>Each of the first pids of the node, which are those of its services and its system's own actors, too.</summary>
    private static AkkaAttack Pids(string name, Func<Attacker, byte[], Task> once) => Many(name, 200, (a, i) => once(a, a.PidOf((uint)i)));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary><c>{tree, 1, undefined, {tree, 1, undefined, …}}</c>.</summary>
    private static byte[] Deep(int levels) =>
        [.. Enumerable.Repeat<byte[]>([104, 4, .. Atom("tree"), 97, 1, .. Atom("undefined")], levels).SelectMany(b => b), .. Atom("undefined")];

    /// <summary><c>{send, rex, {send, rex, …}}</c>.</summary>
    private static byte[] Nested(int levels) =>
        [.. Enumerable.Repeat<byte[]>([104, 3, .. Atom("send"), .. Atom("rex")], levels).SelectMany(b => b), 106];
}
