using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Nodes;

public sealed class MessagesSpec(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Ping_is_asked_and_answered()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await node.PingAsync(fixture.Beam.Name);
        Assert.Equal("pong", await fixture.Beam.EvalAsync($"net_adm:ping('{node.Name}')"));
        await node.DisconnectAsync(fixture.Beam.Name);
        Assert.Equal("pong", await fixture.Beam.EvalAsync($"net_adm:ping('{node.Name}')"));
        Assert.Contains(fixture.Beam.Name, node.ConnectedNodes);
    }

    [Fact]
    public async Task A_registered_mailbox_and_a_registered_process_exchange_messages_by_name_and_by_pid()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox("box");
        await fixture.Beam.EvalAsync(
            $"spawn(fun() -> register(echoer, self()), {{box, '{node.Name}'}} ! {{hello, self()}}, "
            + "receive {From, M} -> From ! {echo, M} end end)");
        Term hello = await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        Assert.True(hello is ErlTuple and [Atom { Name: "hello" }, Pid], hello.ToString());
        await mailbox.SendAsync((Pid)((ErlTuple)hello)[1], Term.Tuple(mailbox.Pid, Term.List(1, 2.5, "three", Atom.True)));
        Term echo = await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        Assert.Equal(Term.Tuple(Atom.Get("echo"), Term.List(1, 2.5, "three", Atom.True)), echo);
    }

    [Fact]
    public async Task Messages_of_one_sender_arrive_in_order_whatever_their_size()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox("order");
        await fixture.Beam.EvalAsync(
            "spawn(fun() -> register(order_echo, self()), (fun L() -> receive {F, M} -> F ! M, L() end end)() end), "
            + "(fun W() -> case whereis(order_echo) of undefined -> W(); _ -> ok end end)()");
        var sent = new List<Term>();
        for (int i = 0; i < 60; i++)
        {
            Term message = Term.Tuple(i, new byte[i % 3 == 0 ? 300_000 : 10]);
            sent.Add(message);
            await mailbox.SendAsync("order_echo", fixture.Beam.Name, Term.Tuple(mailbox.Pid, message));
        }

        foreach (Term expected in sent)
        {
            Assert.Equal(expected, await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit));
        }
    }

    [Fact]
    public async Task Large_messages_of_the_BEAM_arrive_whole_and_small_ones_of_others_pass_them()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox large = node.CreateMailbox("large");
        await fixture.Beam.EvalAsync(
            $"spawn(fun() -> {{large, '{node.Name}'}} ! binary:copy(<<\"abcd\">>, 2500000) end), ok");
        Term message = await large.ReceiveAsync().AsTask().WaitAsync(s_limit);
        Assert.Equal(10_000_000, ((ErlBinary)message).Bytes.Length);
    }

    /// <summary>A real node ends the connection for an integer beyond its limit, and one before OTP 29 for a native record.</summary>
    [Fact]
    public async Task What_the_peer_could_not_read_costs_its_own_message_only()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox("peculiar");
        await node.PingAsync(fixture.Beam.Name);
        int losses = 0;
        node.NodeDown += (_, _) => Interlocked.Increment(ref losses);
        System.Numerics.BigInteger largest = (System.Numerics.BigInteger.One << 4_194_304) - 1;
        await mailbox.SendAsync("nobody", fixture.Beam.Name, largest);
        await Assert.ThrowsAsync<TermFormatException>(() => mailbox.SendAsync("nobody", fixture.Beam.Name, largest + 1).AsTask());
        await node.PingAsync(fixture.Beam.Name);
        if (OtpRelease.Current.Number < 29)
        {
            var record = Term.Parse("#nr:pt{x = 1}");
            Assert.Contains(
                "since release 29", (await Assert.ThrowsAsync<TermFormatException>(() => mailbox.SendAsync("nobody", fixture.Beam.Name, record).AsTask())).Message, StringComparison.Ordinal);

            // Who watches is told all the same.
            Task<string> down = fixture.Beam.EvalAsync(
                $"P = {{peculiar, '{node.Name}'}}, M = monitor(process, P), P ! ready, receive {{'DOWN', M, _, _, R}} -> element(1, R) end");
            await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
            mailbox.End(record);
            Assert.Equal("not_convertible", await down);
            await node.PingAsync(fixture.Beam.Name);
        }

        Assert.Equal(0, losses);
    }

    [Fact]
    public async Task A_send_to_an_unreachable_node_fails_with_the_reason()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox();
        NodeConnectionException e = await Assert.ThrowsAsync<NodeConnectionException>(
            async () => await mailbox.SendAsync("x", "nobody@localhost", Atom.Ok));
        Assert.Equal(ConnectFailure.NoSuchNode, e.Reason);
        Assert.Contains("nobody", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_cookie_is_named_on_both_dial_directions()
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Cookie = new("other") });
        NodeConnectionException e = await Assert.ThrowsAsync<NodeConnectionException>(() => node.PingAsync(fixture.Beam.Name));
        Assert.Equal(ConnectFailure.Handshake, e.Reason);
        Assert.Contains("cookie", e.Message, StringComparison.Ordinal);
        Assert.Equal("pang", await fixture.Beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }

    [Fact]
    public async Task A_dynamic_name_is_given_by_the_first_peer()
    {
        await using ErlangNode node = await fixture.StartNodeAsync(o => o with { Name = null });
        Assert.False(node.HasName);
        await node.PingAsync(fixture.Beam.Name);
        Assert.True(node.HasName);
        Assert.Equal((Term)3, await node.RpcAsync(fixture.Beam.Name, "erlang", "+", (ErlList)Term.List(1, 2)));
    }

    [Fact]
    public async Task A_priority_message_is_received_before_others_by_OTP_28_and_later()
    {
        if (OtpRelease.Current.Number < 24)
        {
            return; // No aliases.
        }

        await using ErlangNode node = await fixture.StartNodeAsync();
        await using Mailbox mailbox = node.CreateMailbox("prio");
        Task<string> order = fixture.Beam.EvalAsync(
            "A = try erlang:alias([priority]) catch error:badarg -> erlang:alias() end, "
            + $"{{prio, '{node.Name}'}} ! {{self(), A}}, receive go -> ok end, receive X -> receive Y -> {{X, Y}} end end");
        var parties = (ErlTuple)await mailbox.ReceiveAsync().AsTask().WaitAsync(s_limit);
        (Pid to, Reference alias) = ((Pid)parties[0], (Reference)parties[1]);
        await mailbox.SendAsync(to, Atom.Get("ordinary"));
        await mailbox.SendPriorityAsync(alias, Atom.Get("priority"));
        await mailbox.SendAsync(to, Atom.Get("go"));
        Assert.Equal(OtpRelease.Current.Number >= 28 ? "{priority,ordinary}" : "{ordinary,priority}", await order);
    }
}
