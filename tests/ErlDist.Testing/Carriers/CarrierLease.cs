using ErlDist.Embedding;

namespace ErlDist.Testing.Carriers;

/// <summary>Ends a carrier that has something to end.</summary>
public sealed class CarrierLease(ICarrier carrier) : IAsyncDisposable
{
    public ICarrier Value => carrier;

    public ValueTask DisposeAsync() => carrier is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}
