using ErlDist.Nodes;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Nodes;

/// <summary>A real BEAM node and an EPMD of the test's own; plain TCP, since what is tested here does not depend on the carrier.</summary>
public sealed class NodeFixture : IAsyncLifetime
{
    private PrivateEpmd? _epmd;
    private BeamNode? _beam;
    private int _names;

    public BeamNode Beam => _beam!;

    public PrivateEpmd Epmd => _epmd!;

    public async Task InitializeAsync()
    {
        _epmd = await PrivateEpmd.StartAsync();
        _beam = await StartBeamAsync("beam@localhost");
    }

    public async Task DisposeAsync()
    {
        if (_beam is not null)
        {
            await _beam.DisposeAsync();
        }

        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
        }
    }

    public Task<BeamNode> StartBeamAsync(string name, params string[] flags) =>
        BeamNode.StartAsync(new BeamNodeOptions { Name = name, EpmdPort = Epmd.Port, Flags = flags });

    public Task<ErlangNode> StartNodeAsync(Func<ErlangNodeOptions, ErlangNodeOptions>? change = null)
    {
        var options = new ErlangNodeOptions
        {
            Name = $"net{Interlocked.Increment(ref _names)}@localhost",
            Cookie = new Cookie("secret"),
            ProtoDist = "inet_tcp",
            Epmd = new EpmdOptions { Port = Epmd.Port, StartServer = false },
        };
        return ErlangNode.StartAsync(change is null ? options : change(options));
    }
}
