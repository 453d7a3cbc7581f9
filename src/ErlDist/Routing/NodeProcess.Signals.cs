using ErlDist.Connections;
using ErlDist.Processes;
using ErlDist.Routing;

namespace ErlDist.Embedding;

/// <summary>What arrives at a process, and how it comes to its end because of that.</summary>
public abstract partial class NodeProcess
{
    internal async ValueTask<Reference> MonitorAsync(MonitorTarget target, Reference reference, CancellationToken cancellationToken)
    {
        bool connected = await Local.Router.TryConnectAsync(target.Node, cancellationToken).ConfigureAwait(false);
        if (!TryMonitor(target, reference, connected))
        {
            HandleDown(reference, target.Object, Atom.Noconnection);
        }

        return reference;
    }

    /// <summary>Monitors over a connection that is up; false when it is not.</summary>
    internal bool TryMonitor(MonitorTarget target, Reference reference, bool connected = true)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _relations.Monitor(reference, target);
            if (connected && Local.Router.TryRoute(Signals.Monitor(Pid, target, reference), target.Node))
            {
                return true;
            }

            _relations.Demonitor(reference, out _);
            return false;
        }
    }

    /// <summary>Watches a spawned process under the reference of its request.</summary>
    internal void AddMonitor(Reference reference, MonitorTarget target)
    {
        lock (_gate)
        {
            _relations.Monitor(reference, target);
        }
    }

    /// <summary>Hands a message on.</summary>
    /// <exception cref="TermFormatException">The peer's payload is no term, or breaks a limit.</exception>
    /// <exception cref="LimitReachedException">The peer makes this node hold too much.</exception>
    internal void HandleMessage(in IncomingMessage message)
    {
        using TraceToken.Scope scope = TraceToken.Enter(TraceToken.Read(message.Token, Local.TraceContext));
        try
        {
            OnMessage(message);
        }
        catch (Exception e) when (e is LimitReachedException || (e is TermFormatException && !message.IsLocal))
        {
            throw;
        }
#pragma warning disable CA1031 // As on the BEAM: what a process throws ends it and nothing else.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>A signal that is no message has arrived.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="reason">Its reason, where it has one.</param>
    /// <param name="origin">The node that it came from.</param>
    internal void OnSignal(in Signal signal, Term? reason, Atom origin)
    {
        Reaction reaction;
        lock (_gate)
        {
            if (signal.Kind is SignalKind.Link or SignalKind.Monitor)
            {
                CheckRelations(origin);
            }

            reaction = _relations.OnSignal(signal, reason, origin);
            if (signal.Kind is SignalKind.Link or SignalKind.Monitor && _ledger.TakeExcess() is { } complaint)
            {
                throw new LimitReachedException(complaint);
            }

            // Under the lock, so that what is sent keeps the order of what it is about.
            Send(reaction);
        }

        switch (reaction.Kind)
        {
            case ReactionKind.Exit:
                HandleExit(reaction.From!, reaction.Reason!, reaction.Linked);
                break;
            case ReactionKind.Down:
                HandleDown(reaction.Reference!, reaction.Target.Object, reaction.Reason!);
                break;
        }
    }

    void IPeerWatcher.OnNodeDown(Atom node)
    {
        List<Pid> links;
        List<(Reference Reference, MonitorTarget Target)> monitors;
        lock (_gate)
        {
            (links, monitors) = _relations.TakeNode(node);
            _ledger.OnLost(node);
        }

        foreach (Pid other in links)
        {
            HandleExit(other, Atom.Noconnection, linked: true);
        }

        foreach ((Reference reference, MonitorTarget target) in monitors)
        {
            HandleDown(reference, target.Object, Atom.Noconnection);
        }
    }

    /// <summary>A peer can make up as many pids and references as it likes, and each would be kept.</summary>
    private void CheckRelations(Atom origin)
    {
        _ledger.TakeExcess(); // Of links that are our own.
        int limit = Local.Limits.RelationsPerProcess;
        if (_relations.OfOthers >= limit && !origin.Equals(Local.NodeName))
        {
            throw new LimitReachedException(
                $"{Pid} has {limit} links and monitors of others already (NodeLimits.RelationsPerProcess).");
        }
    }

    private void HandleExit(Pid from, Term reason, bool linked)
    {
        if (!linked && from.Equals(Pid) && reason.Equals(Atom.Normal) && !TrapsExitSignals)
        {
            End(reason); // exit(self(), normal) ends it, as nobody else's normal does.
            return;
        }

        try
        {
            OnExit(from, reason, linked);
        }
        catch (LimitReachedException)
        {
            throw;
        }
#pragma warning disable CA1031 // See HandleMessage.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }

    private void HandleDown(Reference reference, Term @object, Term reason)
    {
        try
        {
            OnDown(reference, @object, reason);
        }
        catch (LimitReachedException)
        {
            throw;
        }
#pragma warning disable CA1031 // See HandleMessage.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }

    private void HandleEnded(Term reason)
    {
        Ended?.Invoke();
        try
        {
            OnEnded(reason);
        }
#pragma warning disable CA1031 // See HandleMessage.
        catch (Exception e)
        {
            Local.Log.ProcessFailed(Pid.ToString(), e);
        }
#pragma warning restore CA1031
    }

    internal void EndWith(Exception e)
    {
        Local.Log.ProcessFailed(RegisteredName ?? Pid.ToString(), e);
        End(ExitReason.Of(e));
    }
}
