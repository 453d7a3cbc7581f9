using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Wire;

/// <summary>
/// Makes a BEAM node send every control message that it has towards a <see cref="RawPeer"/>, and writes down what came.
/// </summary>
internal sealed class Traffic(BeamNode beam, RawPeer peer)
{
    private readonly List<RecordedFrame> _frames = [];
    private string _step = "";

    /// <summary>What came.</summary>
    public IReadOnlyList<RecordedFrame> Frames => _frames;

    private DistributionFlags Flags => peer.Result.Flags;

    /// <summary>All that can be asked of a node with these flags.</summary>
    public async Task RunAsync()
    {
        await MessagesAsync();
        await LinksAsync();
        await MonitorsAsync();
        await SpawnsAsync();
        await LargeAsync();
        await UrgentAsync();
        await TracedAsync();
    }

    private async Task MessagesAsync()
    {
        await AskAsync("SEND or SEND_SENDER", "P ! hello", 1);
        await AskAsync("REG_SEND", "{echo, 'raw@localhost'} ! {hi, 1.5, <<\"bin\">>, \"string\", [], #{k => -1}}", 1);
        if (Flags.Has(DistributionFlags.Alias))
        {
            await AskAsync("ALIAS_SEND", "A ! {via, alias}", 1);
        }

        await AskAsync("GROUP_LEADER", "group_leader(self(), P)", 1);
        await AskAsync("300 atoms", "P ! [list_to_atom([$a | integer_to_list(I)]) || I <- lists:seq(1, 300)]", 1);
        await AskAsync("again 300 atoms", "P ! [list_to_atom([$a | integer_to_list(I)]) || I <- lists:seq(1, 300)]", 1);
        await AskAsync("an atom of more than 255 bytes", "P ! list_to_atom(lists:duplicate(255, 16#65E5))", 1);
    }

    private async Task LinksAsync()
    {
        await AskAsync("LINK, UNLINK or UNLINK_ID", "link(P), unlink(P)", 2);
        await AskAsync("LINK, EXIT or PAYLOAD_EXIT", "spawn(fun() -> link(P), exit({bye, 1}) end)", 2);
        await AskAsync("EXIT2 or PAYLOAD_EXIT2", "exit(P, {shutdown, now})", 1);
        Pid victim = await SpawnVictimAsync();
        await peer.SendAsync(new Signal { Kind = SignalKind.Link, From = peer.Self, To = victim });
        await AskAsync("EXIT or PAYLOAD_EXIT of a process that we linked", "victim ! stop", 1);
        victim = await SpawnVictimAsync();
        await peer.SendAsync(new Signal { Kind = SignalKind.Link, From = peer.Self, To = victim });
        await peer.SendAsync(new Signal { Kind = SignalKind.Unlink, From = peer.Self, To = victim, Id = 77 });
        await AskAsync("UNLINK_ID_ACK", "victim ! stop", Flags.Has(DistributionFlags.UnlinkId) ? 1 : 0);
    }

    private async Task MonitorsAsync()
    {
        await AskAsync("MONITOR_P and DEMONITOR_P by pid", "demonitor(monitor(process, P))", 2);
        await AskAsync("MONITOR_P and DEMONITOR_P by name", "demonitor(monitor(process, {echo, 'raw@localhost'}))", 2);
        var monitor = new Signal { Kind = SignalKind.Monitor, From = peer.Self, Ref = peer.Alias };
        await peer.SendAsync(monitor with { Name = Atom.Get("nobody") });
        await AskAsync("MONITOR_P_EXIT or PAYLOAD_MONITOR_P_EXIT, noproc", "ok", 1);
        await peer.SendAsync(monitor with { To = await SpawnVictimAsync() });
        await AskAsync("MONITOR_P_EXIT or PAYLOAD_MONITOR_P_EXIT by pid", "victim ! stop", 1);
        await SpawnVictimAsync();
        await peer.SendAsync(monitor with { Name = Atom.Get("victim") });
        await AskAsync("MONITOR_P_EXIT or PAYLOAD_MONITOR_P_EXIT by name", "victim ! stop", 1);
    }

    private async Task SpawnsAsync()
    {
        if (!Flags.Has(DistributionFlags.Spawn))
        {
            return;
        }

        await AskAsync("SPAWN_REQUEST", "spawn_request('raw@localhost', m, f, [1, a], [monitor, {priority, high}])", 1);
        var request = new Signal
        {
            Kind = SignalKind.SpawnRequest,
            From = peer.Self,
            Ref = peer.Alias,
            Spawn = new SpawnRequest(peer.Self, Atom.Get("lists"), Atom.Get("reverse"), 1, Term.List(Atom.Get("monitor"))),
        };
        await peer.SendAsync(request, Term.List(Term.List(1, 2)));
        await AskAsync("SPAWN_REPLY and MONITOR_P_EXIT", "ok", 2);
        await peer.SendAsync(request with { Spawn = request.Spawn with { Options = Term.List(Atom.Get("nonsense")) } }, Term.List(ErlList.Empty));
        await AskAsync("SPAWN_REPLY with an error", "ok", 1);
        ErlTuple token = Term.Tuple(1, 17, 3, peer.Self, 2);
        await peer.SendAsync(
            request with { Token = token, Spawn = request.Spawn with { Options = ErlList.Empty } }, Term.List(Term.List(1, 2)));
        await AskAsync("SPAWN_REPLY_TT", "ok", 1);
    }

    private async Task UrgentAsync()
    {
        if (Flags.Has(DistributionFlags.AltActSignals))
        {
            await AskAsync("ALTACT_SIG_SEND, a message", "erlang:send(A, urgent, [priority])", 1);
            await AskAsync("ALTACT_SIG_SEND, an exit", "exit(A, urgent, [priority])", 1);
        }
    }

    // Last: the token goes round in the node by its own messages.
    private async Task TracedAsync()
    {
        const string Token = "seq_trace:set_token(label, 17), seq_trace:set_token(send, true), ";
        await AskAsync("SEND_TT or SEND_SENDER_TT", Token + "P ! traced", 1);
        await AskAsync("REG_SEND_TT", Token + "{echo, 'raw@localhost'} ! traced", 1);
        if (Flags.Has(DistributionFlags.Alias))
        {
            await AskAsync("ALIAS_SEND_TT", Token + "A ! traced", 1);
        }

        await AskAsync("EXIT2_TT or PAYLOAD_EXIT2_TT", Token + "exit(P, traced)", 1);
        await AskAsync("LINK, EXIT_TT or PAYLOAD_EXIT_TT", $"spawn(fun() -> {Token} link(P), exit(traced) end)", 2);
        if (Flags.Has(DistributionFlags.Spawn))
        {
            await AskAsync("SPAWN_REQUEST_TT", Token + "spawn_request('raw@localhost', m, f, [], [])", 1);
        }
    }

    private async Task LargeAsync()
    {
        await AskAsync("a message of 160,000 bytes", "P ! {big, binary:copy(<<\"x\">>, 160000), last}", 1);
        await AskAsync("an exit with 70,000 bytes", "exit(P, {big, binary:copy(<<\"y\">>, 70000)})", 1);
        await AskAsync("a small message after them", "P ! {after_big, last}", 1);
    }

    private async Task<Pid> SpawnVictimAsync() => Assert.IsType<Pid>(await beam.EvalTermAsync(
        """
        X = spawn(fun() -> receive stop -> exit({done, 1}) end end),
        (fun W() -> try register(victim, X) catch error:badarg -> timer:sleep(5), W() end end)(), X
        """));

    // P and A are bound to our process and alias. Everything is a process of its own on the node, so tokens and links end with it.
    private async Task AskAsync(string step, string expressions, int signals)
    {
        _step = step;
        await beam.EvalAsync($"P = {Decoding(peer.Self)}, A = {Decoding(peer.Alias)}, {expressions}");
        while (signals > 0)
        {
            RawFrame? frame = await peer.ReceiveAsync();
            Assert.True(frame is not null, $"{step}: the node closed the connection.\n{beam.Log}");
            if (frame.Bytes.Length == 0)
            {
                continue;
            }

            string meaning = frame.Signal is null ? "" : Recording.Describe(frame.Signal.Value, frame.Payload);
            _frames.Add(new RecordedFrame(_step, frame.Bytes, meaning));
            signals -= frame.Signal is null ? 0 : 1;
        }
    }

    private static string Decoding(Term term) => $"binary_to_term(base64:decode(\"{Convert.ToBase64String(term.Encode())}\"))";
}
