namespace AkkaErlDist.Tests.Beam;

/// <summary>A <see cref="BeamKit"/> for one test.</summary>
public sealed class BeamKitLease : IAsyncDisposable
{
    private BeamKitLease(BeamKit kit) => Kit = kit;

    public BeamKit Kit { get; }

    public static async Task<BeamKitLease> StartAsync(BeamKitOptions options)
    {
        var lease = new BeamKitLease(new Chosen(options));
        try
        {
            await lease.Kit.InitializeAsync();
            return lease;
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Kit.DisposeAsync();

    private sealed class Chosen(BeamKitOptions options) : BeamKit(options);
}
