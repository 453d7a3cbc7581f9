namespace ErlDist.Connections;

/// <summary>One inbound connection in set-up.</summary>
internal sealed class PendingSetup : IDisposable
{
    private readonly PendingSetups _all;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancel;
    private bool _disposed;

    internal PendingSetup(PendingSetups all, CancellationToken cancellationToken)
    {
        _all = all;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _cancel.Token;
        Place = new LinkedListNode<PendingSetup>(this);
    }

    /// <summary>Cancelled when the node stops or a younger one takes the place.</summary>
    public CancellationToken Token { get; }

    /// <summary>True when a younger one has taken the place.</summary>
    public bool IsDisplaced { get; private set; }

    internal LinkedListNode<PendingSetup> Place { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _all.End(this);
        lock (_gate)
        {
            _disposed = true;
        }

        _cancel.Dispose();
    }

    internal void Displace()
    {
        Task cancelling;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            IsDisplaced = true;
            cancelling = _cancel.CancelAsync();
        }

        _ = cancelling;
    }
}
