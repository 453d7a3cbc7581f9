using ErlDist.Mapping.Generated;
using ErlDist.Nodes.Typed;
using ErlDist.Tests.Nodes;

namespace ErlDist.Tests.Services;

/// <summary>
/// A peer with certificate and cookie and no other right, a third node that it names, and a node between them: nothing that the first
/// says makes the second dial, call or answer the third.
/// </summary>
public sealed class StrangersTests
{
    private static readonly Atom s_third = Atom.Get("third@localhost");
    private static readonly Atom s_putChars = Atom.Get("put_chars");
    private static readonly Pid s_victim = new(s_third, 77, 0, 1);

    [Fact]
    public async Task What_a_peer_sends_in_the_name_of_a_third_node_dials_nobody()
    {
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode third = await nodes.StartAsync("third@localhost");
        int connected = 0;
        third.NodeUp += (_, _) => Interlocked.Increment(ref connected);
        bool ran = false;
        third.Export("os", "cmd", 1, (_, _) =>
        {
            ran = true;
            return ValueTask.FromResult<Term>(Atom.Ok);
        });
        await using Mailbox box = nodes.One.CreateMailbox("box");
        await using ServedProcess echo = nodes.One.Serve("echo", (request, _) => ValueTask.FromResult(request));
        await using Mailbox evil = nodes.Other.CreateMailbox();
        Reference alias = nodes.One.NewReference();
        Term print = Term.Tuple(s_putChars, Atom.Get("unicode"), Atom.Get("os"), Atom.Get("cmd"), Term.List(Term.CharList("id > F")));
        Pid leader = nodes.One.GroupLeaders.For(nodes.Other.NameAtom);
        foreach (Term from in new Term[] { s_victim, evil.Pid })
        {
            Term request = Term.Tuple(Atom.Get("io_request"), from, alias, print);
            await evil.SendAsync(alias, request);
            await evil.SendAsync(leader, request);
            await evil.SendAsync(nodes.One.Calls.Pid, request);
            await evil.SendAsync(nodes.One.GroupLeaders.For(s_third), request);
        }

        foreach (string name in new[] { "box", "echo", "net_kernel", "rex", "global_name_server", "pg" })
        {
            foreach (Term message in Strangers())
            {
                await evil.SendAsync(name, nodes.One.Name, message);
            }
        }

        Assert.Equal((Term)1, await nodes.Other.CallAsync("echo", nodes.One.Name, 1)); // All the above has been read.
        Assert.Equal(Term.Tuple(Atom.Get("io_reply"), alias, Term.Tuple(Atom.Error, Atom.Get("cmd"))), await evil.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.False(evil.TryReceive(out _));
        await nodes.Other.PingAsync(nodes.One.Name);
        await Assert.ThrowsAsync<RpcException>(() => nodes.Other.RpcAsync(nodes.One.Name, "os", "cmd", ErlList.Empty)); // Each by the process that had the above.
        Assert.Equal((1, 0L), (nodes.One.Peers.Count, nodes.One.Router.OutboxBytes)); // Nobody is dialled, nothing waits for anybody.
        Assert.Equal(0, connected);

        // What had been on its way would arrive before this.
        int strays = 0;
        third.Undelivered = (in _, in _) => Interlocked.Increment(ref strays);
        await nodes.One.PingAsync(third.Name);
        Assert.Equal((0, false), (strays, ran));
    }

    [Fact]
    public async Task A_stream_for_a_caller_whose_node_is_not_connected_is_refused_and_dials_nobody()
    {
        await using NodePair nodes = await NodePair.StartAsync(new NodeLimits { SpawnedProcesses = 1 });
        await using ErlangNode third = await nodes.StartAsync("third@localhost");
        await using Mailbox caller = nodes.Other.CreateMailbox();
        await nodes.Other.PingAsync(nodes.One.Name);
        Assert.Throws<InvalidOperationException>(() => Stream(s_victim));
        Pid stream = Stream(caller.Pid);
        Assert.Contains("NodeLimits.SpawnedProcesses", Assert.Throws<InvalidOperationException>(() => Stream(caller.Pid)).Message, StringComparison.Ordinal);
        await caller.SendAsync(stream, Term.Tuple(Atom.Get("pull"), caller.Pid, 2));
        Assert.Equal(Term.Tuple(stream, Atom.Get("item"), 1), await caller.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.Equal(Term.Tuple(stream, Atom.Get("done")), await caller.ReceiveAsync().AsTask().WaitAsync(NodePair.Bound));
        Assert.Empty(third.ConnectedNodes);

        Pid Stream(Pid from) => StreamSource.Start(new ServiceCaller(nodes.One, from), _ => One(), TermCodecs.Int32, ErlErrors.None);

        static async IAsyncEnumerable<int> One()
        {
            await Task.CompletedTask;
            yield return 1;
        }
    }

    /// <summary>All that is answered, with a process of the third node as the one that asks.</summary>
    private static IEnumerable<Term> Strangers()
    {
        Term reference = new Reference(s_third, 1, [1, 2, 3]);
        foreach (Term tag in new[] { reference, Atom.Get("tag"), Term.ImproperList([Atom.Get("alias")], reference) })
        {
            Term from = Term.Tuple(s_victim, tag);
            foreach (string request in new[] { "get_state", "get_status", "suspend", "resume", "terminate" })
            {
                yield return Term.Tuple(Atom.Get("system"), from, Atom.Get(request));
            }

            yield return Term.Tuple(Atom.Get("$gen_call"), from, Atom.Get("x"));
            yield return Term.Tuple(Atom.Get("$gen_call"), from, Term.Tuple(Atom.Get("is_auth"), s_third));
            yield return Term.Tuple(Atom.Get("$gen_call"), from,
                Term.Tuple(Atom.Get("call"), Atom.Get("os"), Atom.Get("cmd"), ErlList.Empty, s_victim));
        }

        yield return Term.Tuple(s_victim, Atom.Get("features_request"));
        yield return Term.Tuple(Atom.Get("discover"), s_victim);
        yield return Term.Tuple(Atom.Get("$gen_cast"), Term.Tuple(Atom.Get("init_connect"), Term.Tuple(5, 1), s_third, ErlList.Empty));
    }
}
