using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>A real BEAM node and an EPMD of the test's own, plain TCP.</summary>
public sealed class ToolFixture : IAsyncLifetime
{
    private PrivateEpmd? _epmd;
    private BeamNode? _beam;

    public BeamNode Beam => _beam!;

    public int EpmdPort => _epmd!.Port;

    public async Task InitializeAsync()
    {
        _epmd = await PrivateEpmd.StartAsync();
        _beam = await BeamNode.StartAsync(new BeamNodeOptions { Name = "beam@localhost", EpmdPort = EpmdPort });
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
}
