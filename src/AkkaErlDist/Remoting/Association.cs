using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Remote.Transport;
using AkkaErlDist.Remoting.Protocol;
using AkkaErlDist.Serialization;
using Google.Protobuf;

namespace AkkaErlDist.Remoting;

/// <summary>
/// One logical link of Akka's with a remote address, a BEAM node's or an actor system's. Many may come and go over the one
/// connection that there is with a node.
/// </summary>
internal sealed class Association : AssociationHandle, IOpenedAssociationOutput
{
    private readonly Lock _sync = new();
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Association, string> _complain;
    private Queue<IHandleEvent>? _early = new();
    private volatile IHandleEventListener? _listener;
    private Func<ReadOnlyMemory<byte>, bool>? _write;
    private Action? _close;
    private Action? _quarantined;
    private int _closed;

    /// <param name="local">Our address.</param>
    /// <param name="remote">The other's.</param>
    /// <param name="complain">Hears of what goes wrong, for the log.</param>
    public Association(Address local, Address remote, Action<Association, string> complain)
        : base(local, remote)
    {
        _complain = complain;
        ReadHandlerSource = new TaskCompletionSource<IHandleEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = ListenAsync();
    }

    /// <summary>Whether the other actor system takes part; fails with its reason where it does not.</summary>
    public Task Accepted => _accepted.Task;

    private bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Says where Akka's messages go. To be called before Akka gets the handle.</summary>
    /// <param name="write">Takes a message; false = not now.</param>
    /// <param name="close">Akka has given the association up.</param>
    /// <param name="quarantined">Akka wants to hear nothing more from the other side as it is now.</param>
    public void Connect(Func<ReadOnlyMemory<byte>, bool> write, Action close, Action? quarantined = null)
    {
        _write = write;
        _close = close;
        _quarantined = quarantined;
    }

    public override bool Write(ByteString payload)
    {
        if (IsClosed)
        {
            return false;
        }

        try
        {
            return _write!(payload.Memory);
        }
        catch (PduException failure)
        {
            // It would fail again; what Akka hears of it is the same as of any other lost message.
            _complain(this, $"Akka wrote what can't be passed on: {failure.Message}");
            return true;
        }
        finally
        {
            Handover.Forget();
        }
    }

    [Obsolete("Akka calls it by Disassociate(reason, log).")]
    public override void Disassociate()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _close?.Invoke();
        }
    }

    public void OnAccepted() => _accepted.TrySetResult();

    public void OnRefused(string reason) => Fail($"{RemoteAddress} refuses to associate: {reason}");

    public void OnPdu(ReadOnlyMemory<byte> pdu) => Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(pdu)));

    public void OnDisassociated(DisassociationReason reason)
    {
        Fail($"The connection with {RemoteAddress} was lost.");
        if (reason == DisassociationReason.Quarantined)
        {
            _quarantined?.Invoke();
        }

        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Notify(new Disassociated(reason == DisassociationReason.Shutdown ? DisassociateInfo.Shutdown : DisassociateInfo.Unknown));
        }
    }

    // Akka compares handles; two links with one address are two links.
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private void Fail(string reason)
    {
        _accepted.TrySetException(new InvalidAssociationException(reason));
        _ = _accepted.Task.Exception; // Nobody looks at it where the other side has opened the association.
    }

    private void Notify(IHandleEvent @event)
    {
        if (_listener is null)
        {
            lock (_sync)
            {
                if (_early is not null)
                {
                    _early.Enqueue(@event);
                    return;
                }
            }
        }

        _listener!.Notify(@event);
    }

    private async Task ListenAsync()
    {
        IHandleEventListener listener = await ReadHandlerSource.Task.ConfigureAwait(false);
        lock (_sync)
        {
            foreach (IHandleEvent @event in _early!)
            {
                listener.Notify(@event);
            }

            _early = null;
            _listener = listener;
        }
    }
}
