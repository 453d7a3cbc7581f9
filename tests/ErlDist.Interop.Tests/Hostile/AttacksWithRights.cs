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
    ];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Attack> Rows { get; } =
    [
        .. s_names.SelectMany(to => s_messages.Select(m => Frame($"{m.Name}, to {to}", PassThrough(Tuple(Int(6), s_us, Atom(""), Atom(to)), m.Message)))),
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
