using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace AkkaErlDist;

/// <summary>The far end of an <see cref="Association"/>: a BEAM node played as an Akka system, or a true Akka system.</summary>
internal interface IFarEnd
{
    /// <summary>Takes one of Akka's messages. False: it was dropped, and there is no room for more now.</summary>
    bool Write(Association association, ByteString payload);

    /// <summary>Akka gave the association up. The connection below stays.</summary>
    void OnDisassociated(Association association);
}

/// <summary>
/// One logical link of Akka's with a remote address. Many may come and go over the one connection that there is with a
/// node.
/// </summary>
internal sealed class Association : AssociationHandle
{
    private readonly Lock _sync = new();
    private readonly IFarEnd _farEnd;
    private Queue<IHandleEvent>? _early = new();
    private volatile IHandleEventListener? _listener;
    private int _closed;

    public Association(Address local, Address remote, IFarEnd farEnd)
        : base(local, remote)
    {
        _farEnd = farEnd;
        ReadHandlerSource = new TaskCompletionSource<IHandleEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = ListenAsync();
    }

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    public override bool Write(ByteString payload) => !IsClosed && _farEnd.Write(this, payload);

    /// <summary>A message of Akka's has arrived. Called in order, by one thread at a time.</summary>
    public void Deliver(ByteString payload) => Notify(new InboundPayload(payload));

    /// <summary>The link is gone from below.</summary>
    public void Lose(DisassociateInfo info)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Notify(new Disassociated(info));
        }
    }

    [Obsolete("Akka calls it by Disassociate(reason, log).")]
    public override void Disassociate()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _farEnd.OnDisassociated(this);
        }
    }

    // Akka compares handles; two links with one address are two links.
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

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
