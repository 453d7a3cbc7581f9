using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>
/// What a node may try that has the cookie, and a certificate, and no other right: odd requests to everything that has a name, in
/// the name of others, and signals about what is not there. Each is dropped or answered to that node alone; it ends nothing, and no
/// third node is dialled. A new attack is a new row.
/// </summary>
public static class AttacksWithRights
{
    private const string Third = "third@127.0.0.9";
    private static readonly byte[] s_us = Pid(HostileFrames.Peer);
    private static readonly byte[] s_third = Pid(Third);
    private static readonly byte[] s_local = Pid(HostileFrames.Local);
    private static readonly byte[] s_ref = Ref(HostileFrames.Peer, 7, 4, 5, 6);
    private static readonly byte[] s_thirdRef = Ref(Third, 7, 4, 5, 6);

    private static readonly string[] s_names = ["net_kernel", "rex", "server", "box", "nobody"];

    /// <summary>What other nodes have processes of; this one answers for some of them, hidden as it is.</summary>
    private static readonly string[] s_otherNames =
        ["global_name_server", "pg", "user", "logger", "logger_proxy", "init", "code_server", "application_controller", "error_logger", "kernel_sup", "", "\u00e9\U0001F600", "Rex"];

    private static readonly (string Name, byte[] Message)[] s_messages =
    [
        ("a call in a third node's name", Call(s_third, s_ref, Tuple(Atom("is_auth"), Atom(Third)))),
        ("a call in a third node's name, with its reference", Call(s_third, s_thirdRef, Tuple(Atom("is_auth"), Atom(Third)))),
        ("a call with a tag of 100 KB", Call(s_us, [109, .. UInt32(100_000), .. new byte[100_000]], Int(1))),
        ("a call with an empty tag", Call(s_us, Nil, Int(1))),
        ("a call from nobody", Tuple(Atom("$gen_call"), Atom("x"), Int(1))),
        ("a cast of a cast", Tuple(Atom("$gen_cast"), Tuple(Atom("$gen_cast"), Int(1)))),
        ("a system message from a third node", Tuple(Atom("system"), Tuple(s_third, s_thirdRef), Atom("get_state"))),
        ("a system message of no kind", Tuple(Atom("system"), Tuple(s_us, s_ref), Tuple(Atom("debug"), Nil))),
        ("output for a third node", Tuple(Atom("io_request"), s_third, s_thirdRef, Tuple(Atom("put_chars"), Atom("unicode"), Atom("os"), Atom("cmd"), Nil))),
        ("output that a function is to make", Tuple(Atom("io_request"), s_us, s_ref, Tuple(Atom("put_chars"), Atom("unicode"), Atom("os"), Atom("cmd"), Nil))),
        ("an exit as a message", Tuple(Atom("EXIT"), s_us, Atom("kill"))),
        ("a DOWN as a message", Tuple(Atom("DOWN"), s_ref, Atom("process"), s_us, Atom("normal"))),
        ("a nodedown of a good node", Tuple(Atom("nodedown"), Atom("good1@localhost"))),
        ("the older rpc, for a third node", Tuple(s_third, Tuple(Atom("call"), Atom("os"), Atom("cmd"), Nil, s_third))),
        ("rpc of what is not exported", Call(s_us, s_ref, Tuple(Atom("call"), Atom("os"), Atom("cmd"), Nil, s_us))),
        ("rpc of no shape", Call(s_us, s_ref, Tuple(Atom("block_call"), Int(1)))),
        ("an improper list", [108, 0, 0, 0, 1, 97, 1, 97, 2]),
        ("nothing but a version", Tuple(Atom("$gen_call"))),
        ("a call whose tag is an improper list of no alias", Call(s_us, [108, 0, 0, 0, 1, .. Atom("alias"), 97, 1], Int(1))),
        ("a call whose tag is an alias of an alias", Call(s_us, [108, 0, 0, 0, 2, .. Atom("alias"), .. Atom("alias"), .. s_ref], Int(1))),
        ("a cast that is an improper list", [108, 0, 0, 0, 1, .. Atom("$gen_cast"), 97, 1]),
        ("rpc with an improper list of arguments", Call(s_us, s_ref, Tuple(Atom("call"), Atom("dotnet"), Atom("wait"), [108, 0, 0, 0, 1, 97, 1, 97, 2], s_us))),
        ("rpc of numbers", Call(s_us, s_ref, Tuple(Atom("call"), Int(1), Int(2), Nil, s_us))),
        ("rpc of a function of a function", Call(s_us, s_ref, Apply(150))),
        ("rpc with 255 arguments", Call(s_us, s_ref, Tuple(Atom("call"), Atom("dotnet"), Atom("wait"), List([.. Enumerable.Repeat(Int(1), 255)]), s_us))),
        ("a broadcast to the process that takes it", Tuple(s_us, Tuple(Atom("sbcast"), Atom("rex"), Int(1)))),
        ("a message by way of rex to net_kernel", Tuple(s_us, Tuple(Atom("send"), Atom("net_kernel"), Call(s_third, s_thirdRef, Tuple(Atom("is_auth"), Atom(Third)))))),
        ("a request for features, from a third node", Tuple(s_third, Atom("features_request"))),
        ("a request for the state, changed by a function of the node", Tuple(Atom("system"), Tuple(s_us, s_ref), Tuple(Atom("replace_state"), [113, .. Atom("os"), .. Atom("cmd"), 97, 1]))),
        ("a system message without a tag", Tuple(Atom("system"), s_us, Atom("get_state"))),
        ("a trace of a process", Tuple(Atom("system"), Tuple(s_us, s_ref), Tuple(Atom("debug"), Tuple(Atom("trace"), Atom("true"))))),
        ("new code for a process", Tuple(Atom("system"), Tuple(s_us, s_ref), Tuple(Atom("change_code"), Atom("m"), Int(1), Nil))),
        ("requests for output in requests, 100 deep", Tuple(Atom("io_request"), s_us, s_ref, Requests(100))),
        ("output that is an improper list", Tuple(Atom("io_request"), s_us, s_ref, Tuple(Atom("put_chars"), Atom("unicode"), [108, 0, 0, 0, 1, 97, 120, 97, 120]))),
        ("an answer to a request for output", Tuple(Atom("io_reply"), s_ref, Atom("ok"))),
        ("a name that another node takes", Tuple(Atom("$gen_cast"), Tuple(Atom("new_nodes"), Atom(Third), List(Tuple(Atom("insert"), Tuple(Atom("box"), s_third, Atom("m"), Nil))), Nil, List(Atom(Third)), Nil))),
        ("the first word of another node's global", Tuple(Atom("$gen_cast"), Tuple(Atom("init_connect"), Tuple(Int(8), Int(1)), Atom(Third), Nil))),
        ("a lost connection between two others", Tuple(Atom("lost_connection"), Atom(Third), Int(1), Int(1), Atom("good1@localhost"))),
        ("a connection that is to be removed", Tuple(Atom("remove_connection"), Atom("good1@localhost"))),
        ("a group of processes of others", Tuple(Atom("join"), s_third, Atom("g"), List(s_third, s_local))),
        ("a scope's first word, from a third node", Tuple(Atom("discover"), s_third)),
        ("an event of a logger", Tuple(Atom("log"), Atom("error"), Binary([.. "x\n[ERROR] root\e[31m"u8]), Nil, [116, 0, 0, 0, 0])),
        ("an atom of 255 characters of four bytes", [118, 3, 252, .. System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0001F600", 255)))]),
        ("a fun of another node", [112, 0, 0, 0, 60, 0, .. new byte[16], 0, 0, 0, 0, 0, 0, 0, 0, .. Atom("m"), 97, 0, 97, 0, .. s_us]),
    ];

    /// <summary>Signals with odd numbers, names and lists; each would be all right but for one thing.</summary>
    private static IEnumerable<(string Name, byte[] Frame)> Signals()
    {
        foreach ((string kind, byte[] id) in new (string, byte[])[] { ("2^64 - 1", Int(ulong.MaxValue)), ("the same again", Int(9)) })
        {
            yield return ($"an unlink with the number {kind}", PassThrough(Tuple(Int(35), id, s_us, s_local)));
            yield return ($"an acknowledgement with the number {kind}", PassThrough(Tuple(Int(36), id, s_us, s_local)));
        }

        foreach ((string kind, byte[] name) in new (string, byte[])[] { ("empty", Atom("")), ("of other letters", Atom("\u00e9\u202E\U0001F600")), ("of a service in other case", Atom("Net_Kernel")), ("undefined", Atom("undefined")) })
        {
            yield return ($"a monitor of a name that is {kind}", PassThrough(Tuple(Int(19), s_us, name, s_ref)));
            yield return ($"a demonitor of a name that is {kind}", PassThrough(Tuple(Int(20), s_us, name, s_ref)));
            yield return ($"a message to a name that is {kind}", PassThrough(Tuple(Int(6), s_us, Atom(""), name), Int(1)));
            yield return ($"a DOWN of a name that is {kind}", PassThrough(Tuple(Int(28), name, s_local, s_ref), Atom("noconnection")));
        }

        foreach ((string kind, byte[] options) in new (string, byte[])[]
        {
            ("improper", [108, 0, 0, 0, 1, .. Atom("link"), 97, 1]), ("a link that is a tuple", List(Tuple(Atom("link"), Int(1)))), ("a thousand links", List([.. Enumerable.Repeat(Atom("link"), 1000)])),
            ("a monitor's own options", List(Tuple(Atom("monitor"), List(Tuple(Atom("tag"), Binary(new byte[100_000])))))), ("a priority that is none", List(Tuple(Atom("priority"), Binary(1)))),
        })
        {
            yield return ($"a spawn whose options are {kind}", PassThrough(Tuple(Int(29), s_ref, s_us, s_us, Tuple(Atom("dotnet"), Atom("wait"), Int(0)), options), Nil));
        }

        yield return ("a spawn of erpc with an improper list of arguments", PassThrough(
            Tuple(Int(29), s_ref, s_us, s_us, Tuple(Atom("erpc"), Atom("execute_call"), Int(4)), Nil), List(s_ref, Atom("dotnet"), Atom("wait"), [108, 0, 0, 0, 1, 97, 1, 97, 2])));
        yield return ("a spawn of erpc without a reference", PassThrough(
            Tuple(Int(29), s_ref, s_us, s_us, Tuple(Atom("erpc"), Atom("execute_call"), Int(4)), Nil), List(Int(1), Int(2), Int(3), Nil)));
        yield return ("a message from a process of the peer in other case", PassThrough(Tuple(Int(22), Pid(HostileFrames.Peer.ToUpperInvariant()), s_local), Int(1)));
        yield return ("a message with an empty token", PassThrough(Tuple(Int(16), s_us, Atom(""), Atom("box"), Nil), Int(1)));
        yield return ("a message with a token of large numbers", PassThrough(
            Tuple(Int(16), s_us, Atom(""), Atom("box"), Tuple(Int(ulong.MaxValue), Int(ulong.MaxValue), Int(ulong.MaxValue), s_us, Int(ulong.MaxValue))), Int(1)));
        yield return ("a message to an alias of no words that are known", PassThrough(Tuple(Int(33), s_us, Ref(HostileFrames.Local, 0, uint.MaxValue)), Int(1)));
    }

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Attack> Rows { get; } =
    [
        .. s_names.SelectMany(to => s_messages.Select(m => Frame($"{m.Name}, to {to}", PassThrough(Tuple(Int(6), s_us, Atom(""), Atom(to)), m.Message)))),
        .. s_otherNames.SelectMany(to => s_messages.Where((_, i) => i % 3 == 0).Select(m => Frame($"{m.Name}, to '{to}' of other nodes", PassThrough(Tuple(Int(6), s_us, Atom(""), Atom(to)), m.Message)))),
        .. Signals().Select(s => Frame(s.Name, s.Frame)),
        Many("links made and unmade", 2000, i => i % 2 == 0 ? PassThrough(Tuple(Int(1), s_us, s_local)) : PassThrough(Tuple(Int(35), Int(i), s_us, s_local))),
        Many("monitors of ever other names", 2000, i => PassThrough(Tuple(Int(19), s_us, Atom($"name{i}"), Ref(HostileFrames.Peer, 7, (uint)i, 1, 1)))),
        Many("a monitor made and unmade", 2000, i => PassThrough(Tuple(Int(i % 2 == 0 ? 19 : 20), s_us, Atom("box"), s_ref))),
        Many("calls with ever other tags", 1000, i => PassThrough(Tuple(Int(6), s_us, Atom(""), Atom("server")), Call(s_us, Ref(HostileFrames.Peer, 7, (uint)i, 1, 1), Int(1)))),
        Interleaved("messages in fragments that come in between one another", 30),
        Fragments("a message in fragments without an end", ulong.MaxValue),
        Fragments("a message in fragments larger than allowed", 50),
        Frame("a link with nobody", PassThrough(Tuple(Int(1), s_us, s_local))),
        Frame("an unlink of what is not linked", PassThrough(Tuple(Int(35), Int(9), s_us, s_local))),
        Frame("an acknowledgement that nobody waits for", PassThrough(Tuple(Int(36), Int(9), s_us, s_local))),
        Frame("an exit of what is not linked", PassThrough(Tuple(Int(24), s_us, s_local), Atom("kill"))),
        Frame("an exit to nobody", PassThrough(Tuple(Int(26), s_us, s_local), Atom("kill"))),
        Frame("a monitor on nobody", PassThrough(Tuple(Int(19), s_us, s_local, s_ref))),
        Frame("a monitor on no name", PassThrough(Tuple(Int(19), s_us, Atom("nobody"), s_ref))),
        Frame("a demonitor of nothing", PassThrough(Tuple(Int(20), s_us, s_local, s_ref))),
        Frame("a DOWN that nobody waits for", PassThrough(Tuple(Int(28), s_us, s_local, s_ref), Atom("kill"))),
        Frame("a spawn reply that nobody waits for", PassThrough(Tuple(Int(31), s_ref, s_local, Int(0), s_us))),
        Frame("a message to no alias", PassThrough(Tuple(Int(33), s_us, Ref(HostileFrames.Local, 7, 1, 2, 3)), Int(1))),
        Frame("a group leader for nobody", PassThrough(Tuple(Int(7), s_us, s_local))),
        Frame("a spawn of what is not exported", PassThrough(Tuple(Int(29), s_ref, s_us, s_us, Tuple(Atom("os"), Atom("cmd"), Int(1)), Nil), [108, 0, 0, 0, 1, 106, 106])),
        Frame("a spawn with more arguments than it says", PassThrough(Tuple(Int(29), s_ref, s_us, s_us, Tuple(Atom("erpc"), Atom("execute_call"), Int(1)), Nil), Nil)),
    ];

    private static Attack Frame(string name, byte[] frame) => new(name, "", async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer);
        await p.FrameAsync(frame);
    });

    private static Attack Many(string name, int times, Func<int, byte[]> frame) => new(name, "", async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer);
        for (int i = 0; i < times; i++)
        {
            await p.FrameAsync(frame(i));
        }
    });

    /// <summary>The first fragments of so many messages, then the second ones from the last on.</summary>
    private static Attack Interleaved(string name, uint messages) => new(name, "", async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer, DistributionFlagSets.Hidden);
        for (uint i = 0; i < messages; i++)
        {
            await p.FrameAsync(First(i, 2, Tuple(Int(6), s_us, Atom(""), Atom("nobody")), [109, .. UInt32(1000)], new byte[500]));
        }

        for (uint i = messages; i-- > 0;)
        {
            await p.FrameAsync(Next(i, 1, new byte[500]));
        }
    })
    { WithHeader = true };

    /// <summary><c>{call, erlang, apply, [erlang, apply, [erlang, apply, …]], user}</c>.</summary>
    private static byte[] Apply(int levels) => Tuple(Atom("call"), Atom("erlang"), Atom("apply"),
        Enumerable.Range(0, levels).Aggregate(Nil, (inner, _) => List(Atom("erlang"), Atom("apply"), inner)), Atom("user"));

    /// <summary><c>{requests, [{requests, [ … ]}]}</c>.</summary>
    private static byte[] Requests(int levels) => Enumerable.Range(0, levels).Aggregate(Nil, (inner, _) => Tuple(Atom("requests"), List(inner)));

    /// <summary>Fifty fragments of 60 KB, of which there are so many.</summary>
    private static Attack Fragments(string name, ulong announced) => new(name, "", async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer, DistributionFlagSets.Hidden);
        await p.FrameAsync(First(1, announced, Tuple(Int(6), s_us, Atom(""), Atom("box")), [109]));
        for (ulong i = 1; i < 50; i++)
        {
            await p.FrameAsync(Next(1, announced - i, new byte[60_000]));
        }
    }) { WithHeader = true };

    private static byte[] Call(byte[] from, byte[] tag, byte[] request) => Tuple(Atom("$gen_call"), Tuple(from, tag), request);
}
