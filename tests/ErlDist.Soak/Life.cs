using ErlDist.Testing;

namespace ErlDist.Soak;

/// <summary>One BEAM node, time and again: it starts, works, and is killed, stopped, frozen or disconnected.</summary>
internal sealed class Life(ErlangNode node, int epmdPort, string optionFile, string name, Figures figures, int seed) : IAsyncDisposable
{
    /// <summary>net_ticktime on both sides: long enough for a busy machine, short enough to be waited for.</summary>
    public static readonly TimeSpan TickTime = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan s_briefFreeze = TimeSpan.FromSeconds(3);
    private readonly Random _random = new(seed);
    private BeamNode? _beam;

    private enum Event
    {
        Disconnect,
        TheyDisconnect,
        Stop,
        Kill,
        FreezeBriefly,
        FreezeUntilGivenUp,
    }

    /// <summary>Lives as long as it may; at the end no connection is left.</summary>
    public async Task RunAsync(Func<bool> goesOn)
    {
        while (goesOn())
        {
            try
            {
                await LiveOnceAsync();
            }
#pragma warning disable CA1031 // Whatever happens to one node, the others go on, and the fault is in the report.
            catch (Exception e)
            {
                figures.Fail($"{name}: {e}");
                await EndAsync();
            }
#pragma warning restore CA1031
        }

        await DisconnectAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task LiveOnceAsync()
    {
        BeamNode beam = _beam ??= await StartAsync();
        await ConnectAsync(beam);
        await using Session session = await Session.StartAsync(node, beam, figures, _random.Next());
        var what = (Event)_random.Next(6);
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(_random.Next(8, 30))), session.Down);
        figures.Add($"ends of a session: {what}");
        switch (what)
        {
            case Event.FreezeBriefly:
                beam.Freeze();
                await Task.Delay(s_briefFreeze);
                beam.Thaw();
                await session.FinishAsync();
                await DisconnectAsync();
                break;
            case Event.FreezeUntilGivenUp:
                beam.Freeze();
                await session.FinishLostAsync();
                beam.Thaw();
                break;
            case Event.Kill:
                await beam.KillAsync();
                await session.FinishLostAsync();
                await EndAsync();
                break;
            case Event.Stop:
                await session.FinishAsync();
                await beam.EvalAsync("init:stop()", Session.Bound);
                await session.Down.WaitAsync(Session.Bound);
                await EndAsync();
                break;
            case Event.TheyDisconnect:
                await session.FinishAsync();
                await beam.EvalAsync($"erlang:disconnect_node('{node.Name}')", Session.Bound);
                await session.Down.WaitAsync(Session.Bound);
                break;
            default:
                await session.FinishAsync();
                await DisconnectAsync();
                break;
        }
    }

    private async Task<BeamNode> StartAsync()
    {
        BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = name,
            EpmdPort = epmdPort,
            ProtoDist = "inet_tls",
            OptFile = optionFile,
            Flags =
            [
                "-kernel", "net_ticktime", $"{TickTime.TotalSeconds}", "dist_auto_connect", "never", "logger_level", "critical",
                "+S", "1:1", "+sbwt", "none",
            ],
        });
        using Stream source = typeof(Life).Assembly.GetManifestResourceStream("soak_peer.erl")!;
        using var reader = new StreamReader(source);
        await beam.LoadModuleAsync(await reader.ReadToEndAsync(), Session.Bound);
        await beam.EvalAsync("spawn(fun soak_peer:echo/0), spawn(fun soak_peer:linker/0)", Session.Bound);
        await beam.EventuallyAsync("is_pid(whereis(soak_echo)) andalso is_pid(whereis(soak_linker))", Session.Bound);
        figures.Add("BEAM nodes started");
        return beam;
    }

    /// <summary>From either side, or from both at once.</summary>
    private async Task ConnectAsync(BeamNode beam)
    {
        await beam.EventuallyAsync("nodes(connected) =:= []", Session.Bound);
        int who = _random.Next(3);
        Task ours = who == 0 ? Task.CompletedTask : node.ConnectAsync(beam.Name);
        Task<string> theirs = who == 1 ? Task.FromResult("true") : beam.EvalAsync($"net_kernel:connect_node('{node.Name}')", Session.Bound);
        await ours.WaitAsync(Session.Bound);
        if (await theirs != "true")
        {
            figures.Fail($"{name} could not connect");
        }

        figures.Add(who switch { 0 => "connections that the BEAM dials", 1 => "connections that .NET dials", _ => "connections that both dial at once" });
    }

    private async Task DisconnectAsync() => await node.DisconnectAsync(name);

    private async Task EndAsync()
    {
        if (_beam is not null)
        {
            await _beam.DisposeAsync();
            _beam = null;
        }
    }
}
