using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>What a visible node hears as a member of a cluster, from one that lies or stammers: each costs nobody anything. A new attack is a new row.</summary>
public static class AttacksOnClusters
{
    private const string Third = "third@127.0.0.9";
    private static readonly byte[] s_us = Pid(HostileFrames.Peer);
    private static readonly byte[] s_third = Pid(Third);
    private static readonly byte[] s_local = Pid(HostileFrames.Local);
    private static readonly byte[] s_ref = Ref(HostileFrames.Peer, 7, 4, 5, 6);
    private static readonly byte[] s_improper = [108, 0, 0, 0, 1, 97, 1, 97, 2];
    private static readonly byte[] s_large = Binary(new byte[200_000]);

    private static readonly (string Name, byte[] Message)[] s_global =
    [
        ("an introduction with an odd version", Cast(Tuple(Atom("init_connect"), Binary(1, 2), Atom(HostileFrames.Peer), Nil))),
        ("an introduction with a version of 2,000 bits", Cast(Tuple(Atom("init_connect"), Tuple([110, 250, 0, .. Enumerable.Repeat((byte)0xFF, 250)], Int(1)), Atom(HostileFrames.Peer), Nil))),
        ("an introduction of another node", Cast(Tuple(Atom("init_connect"), Tuple(Int(8), Int(1)), Atom(Third), Nil))),
        ("names that are no list", Cast(NewNodes(Atom("x"), Nil))),
        ("names that are an improper list", Cast(NewNodes(s_improper, Nil))),
        ("names that are numbers", Cast(NewNodes(List(Int(1), Int(2)), Nil))),
        ("nodes that are an improper list", Cast(NewNodes(Nil, s_improper))),
        ("nodes that are numbers and tuples", Cast(NewNodes(Nil, List(Int(1), Tuple(), Tuple(Int(1), Int(2)), Binary(1))))),
        ("nodes with names that are none", Cast(NewNodes(Nil, List(Atom(""), Atom("@"), Atom("a@"), Atom("@b"), Atom("a@b@c"), Atom("undefined"))))),
        ("the node itself as a node to meet", Cast(NewNodes(Nil, List(Atom(HostileFrames.Local), Atom(HostileFrames.Local.ToUpperInvariant()))))),
        ("a name of 200 KB", Cast(NewNodes(List(Insert(s_large, s_us)), Nil))),
        ("a name for a process of a third node", Cast(NewNodes(List(Insert(Atom("box"), s_third)), Nil))),
        ("a name for a process of the node", Cast(NewNodes(List(Insert(Atom("taken"), s_local)), Nil))),
        ("a name for what is no process", Cast(NewNodes(List(Insert(Atom("x"), Int(1))), Nil))),
        ("a name with a method of 200 KB", Cast(NewNodes(List(Tuple(Atom("insert"), Tuple(Atom("x"), s_us, s_large))), Nil))),
        ("2,000 names", Cast(NewNodes(List([.. Enumerable.Range(0, 2000).Select(i => Insert(Int(i), s_us))]), Nil))),
        ("names taken away that nobody has", Cast(NewNodes(List(Tuple(Atom("delete"), Atom("x")), Tuple(Atom("delete"), s_improper)), Nil))),
        ("a lock of 200 KB", Call(Tuple(Atom("set_lock"), Tuple(s_large, s_us)))),
        ("a lock in a third node's name", Call(Tuple(Atom("set_lock"), Tuple(Atom("l"), s_third)))),
        ("a lock of no shape", Call(Tuple(Atom("set_lock"), Atom("l")))),
        ("the end of a lock that nobody has", Call(Tuple(Atom("del_lock"), Tuple(Atom("l"), s_us)))),
        ("a registration without a process", Call(Tuple(Atom("register"), Atom("x"), Int(1), Nil))),
        ("a registration for a third node", Call(Tuple(Atom("register"), Atom("x"), s_third, Nil))),
        ("a request that is a number", Call(Int(1))),
        ("where a name of 200 KB is", Tuple(Atom("whereis"), s_large, Tuple(s_us, s_ref))),
        ("where a name is, for a third node", Tuple(Atom("whereis"), Atom("x"), Tuple(s_third, s_ref))),
        ("a lost connection of no shape", Tuple(Atom("lost_connection"), Atom(HostileFrames.Peer), s_improper, s_improper, Int(1))),
        ("a lost connection to the node itself", Tuple(Atom("lost_connection"), Atom(HostileFrames.Peer), Int(1), Int(1), Atom(HostileFrames.Local))),
        ("a removal for another", Tuple(Atom("remove_connection"), Atom(Third))),
        ("an exchange that was not asked for", Cast(Tuple(Atom("exchange"), Atom(HostileFrames.Peer), Nil, Nil, Int(1)))),
        ("a system message", Tuple(Atom("system"), Tuple(s_us, s_ref), Tuple(Atom("terminate"), Atom("kill")))),
    ];

    private static readonly (string Name, byte[] Message)[] s_greetings =
    [
        ("a greeting a thousand times over", Tuple(Atom("hello"), Atom(HostileFrames.Peer), Int(7))),
        ("a greeting for another", Tuple(Atom("hello"), Atom(Third), Int(7))),
        ("a greeting of no shape", Tuple(Atom("hello"), s_improper, s_large)),
        ("a system message", Tuple(Atom("system"), Tuple(s_us, s_ref), Atom("get_state"))),
    ];

    private static readonly (string Name, byte[] Message)[] s_pg =
    [
        ("a first word with a version of 200 KB", Tuple(Atom("discover"), s_us, s_large)),
        ("a first word a thousand times over", Tuple(Atom("discover"), s_us)),
        ("a first word of the node itself", Tuple(Atom("discover"), s_local)),
        ("a sync that is no list", Cast(Tuple(Atom("sync"), s_us, Atom("x")))),
        ("a sync of an improper list", Cast(Tuple(Atom("sync"), s_us, s_improper))),
        ("a sync of groups of no shape", Cast(Tuple(Atom("sync"), s_us, List(Int(1), Tuple(Int(1)), Tuple(Atom("g"), s_improper), Tuple(Atom("g"), Int(1)))))),
        ("a sync with processes of others", Cast(Tuple(Atom("sync"), s_us, List(Tuple(Atom("g"), List(s_us, s_third, s_local)))))),
        ("a group of 200 KB", Tuple(Atom("join"), s_us, s_large, s_us)),
        ("a join of an improper list", Tuple(Atom("join"), s_us, Atom("g"), s_improper)),
        ("a join of 2,000 times one process", Tuple(Atom("join"), s_us, Atom("g"), List([.. Enumerable.Repeat(s_us, 2000)]))),
        ("a join by a process that has said nothing before", Tuple(Atom("join"), Pid(HostileFrames.Peer, 99), Atom("g"), s_us)),
        ("a leave of what never joined", Tuple(Atom("leave"), s_us, s_us, List(Atom("g"), Atom("h")))),
        ("a leave of an improper list", Tuple(Atom("leave"), s_us, s_improper, s_improper)),
        ("a leave of processes of others", Tuple(Atom("leave"), s_us, List(s_third, s_local), List(Atom("g")))),
        ("a system message", Tuple(Atom("system"), Tuple(s_us, s_ref), Atom("get_state"))),
        ("a call", Call(Tuple(Atom("join_local"), Atom("g"), s_us))),
        ("a DOWN as a message", Tuple(Atom("DOWN"), s_ref, Atom("process"), s_us, Atom("normal"))),
    ];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Attack> Rows { get; } =
    [
        .. s_global.Select(m => To("global_name_server", m.Name, m.Message)),
        .. s_greetings.Select(m => To("erldist_global", m.Name, m.Message)),
        .. s_pg.Select(m => To("pg", m.Name, m.Message)),
    ];

    private static Attack To(string process, string name, byte[] message) => new($"{process}: {name}", "", async p =>
    {
        await p.HandshakeAsync(HostileFrames.Peer, DistributionFlagSets.Visible & ~DistributionFlagSets.Header);
        for (int i = 0; i < (name.Contains("thousand times", StringComparison.Ordinal) ? 1000 : 1); i++)
        {
            await p.FrameAsync(PassThrough(Tuple(Int(6), s_us, Atom(""), Atom(process)), message));
        }
    });

    private static byte[] Cast(byte[] request) => Tuple(Atom("$gen_cast"), request);

    private static byte[] Call(byte[] request) => Tuple(Atom("$gen_call"), Tuple(s_us, s_ref), request);

    private static byte[] NewNodes(byte[] operations, byte[] nodes) => Tuple(Atom("new_nodes"), Atom(HostileFrames.Peer), operations, Nil, nodes, Nil);

    private static byte[] Insert(byte[] name, byte[] process) => Tuple(Atom("insert"), Tuple(name, process, Tuple(Atom("m"), Atom("f"))));
}
