using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Mapping;
using ErlDist.Mapping.Generated;
using ErlDist.Routing;

namespace ErlDist.Nodes.Typed;

/// <summary>The sending end of a stream: a process that sends items as they are asked for, until its receiver has enough or is gone.</summary>
internal sealed class StreamSource
{
    /// <summary>Nobody may ask for more at once.</summary>
    private const int MaxDemand = 1_000_000;

    /// <summary>Who has not asked for an item by then has given the call up, as a caller does that was answered too late.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static readonly Atom s_done = Atom.Get("done");
    private readonly Mailbox _mailbox;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _asked = new(0);
    private long _demand;
    private volatile Pid? _receiver;

    private StreamSource(ErlangNode node, PeerAccount account)
    {
        _mailbox = node.CreateMailbox();
        _mailbox.Ended += account.EndFunction;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(node.Stopping);
    }

    /// <summary>Begins a stream for a caller, whose end is the stream's, too.</summary>
    /// <returns>Its process.</returns>
    /// <exception cref="InvalidOperationException">Too many run for peers already, or the caller is a process of a node that is not connected.</exception>
    public static Pid Start<T>(ServiceCaller caller, Func<CancellationToken, IAsyncEnumerable<T>> items, TermCodec<T> codec, ErlErrors errors)
    {
        (ErlangNode node, Pid pid) = (caller.Node, caller.Caller);
        PeerAccount account = node.Accounts.Find(pid.Node);
        if (!account.TryBeginFunction())
        {
            throw new InvalidOperationException($"{node.Options.Limits.SpawnedProcesses} functions and streams run for peers already (NodeLimits.SpawnedProcesses).");
        }

        // Without dialling: the word of one peer is no reason to connect to the node of a caller that it names.
        var source = new StreamSource(node, account);
        if (!source._mailbox.TryMonitor(MonitorTarget.Of(pid), node.NewReference()))
        {
            source._mailbox.End(Atom.Noconnection);
            throw new InvalidOperationException($"The caller's node {pid.Node.Name} is not connected.");
        }

        source._stop.CancelAfter(s_patience);
        _ = source.ListenAsync(pid);
        _ = source.SendAsync(items, item => new StreamItem<T>(source._mailbox.Pid, new TypedMessage<T>(codec, item, caller.Scope)), errors);
        return source._mailbox.Pid;
    }

    private async Task ListenAsync(Pid caller)
    {
        try
        {
            await foreach (Term message in _mailbox.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                switch (message)
                {
                    case ErlTuple and [Atom { Name: "pull" }, Pid receiver, ErlInteger { Value: > 0 and <= MaxDemand and var count }]
                        when receiver.Node.Equals(caller.Node) && (_receiver is null || receiver.Equals(_receiver)):
                        await PulledAsync(receiver, count, caller).ConfigureAwait(false);
                        break;
                    case ErlTuple and [Atom { Name: "stop" }, Pid receiver] when receiver.Equals(_receiver):
                    case ErlTuple and [Atom { Name: "DOWN" }, ..]:
                        await _stop.CancelAsync().ConfigureAwait(false);
                        return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ErlangException)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask PulledAsync(Pid receiver, long count, Pid caller)
    {
        if (_receiver is null)
        {
            _receiver = receiver;
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
            if (!receiver.Equals(caller))
            {
                await _mailbox.MonitorAsync(receiver, _stop.Token).ConfigureAwait(false);
            }
        }

        if (Interlocked.Add(ref _demand, count) == count)
        {
            _asked.Release();
        }
    }

    private async Task SendAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> items, Func<T, StreamItem<T>> wrap, ErlErrors errors)
    {
        Term reason = Atom.Normal;
        Term last = Term.Tuple(_mailbox.Pid, s_done);
        try
        {
            await foreach (T item in items(_stop.Token).WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                await DemandAsync().ConfigureAwait(false);
                await _mailbox.Node.Router.SendAsync(Signals.Send(_mailbox.Pid, _receiver!), _receiver!.Node, wrap(item), _stop.Token).ConfigureAwait(false);
                Interlocked.Decrement(ref _demand);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody wants more.
        }
        catch (Exception e) when (errors.TryGetReason(e, out Term? error))
        {
            last = Term.Tuple(_mailbox.Pid, Atom.Error, error);
        }
#pragma warning disable CA1031 // As in OTP: whatever the items' code throws is the exit reason of the process.
        catch (Exception e)
        {
            _mailbox.Node.Log.GenServerFailed(_mailbox.Pid.ToString(), e);
            reason = ExitReason.Of(e);
        }
#pragma warning restore CA1031

        await EndAsync(last, reason).ConfigureAwait(false);
    }

    /// <summary>The last message, and then the end: not before somebody asks, who would find no process else.</summary>
    private async ValueTask EndAsync(Term last, Term reason)
    {
        try
        {
            await DemandAsync().ConfigureAwait(false);
            if (reason.Equals(Atom.Normal))
            {
                await _mailbox.SendAsync(_receiver!, last, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ErlangException)
        {
            // Nobody wants it, or its node is gone.
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _mailbox.End(reason);
    }

    /// <summary>Waits until more is asked for.</summary>
    private async ValueTask DemandAsync()
    {
        while (Interlocked.Read(ref _demand) <= 0)
        {
            await _asked.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }
}
