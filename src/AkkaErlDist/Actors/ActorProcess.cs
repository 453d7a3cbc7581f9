using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>
/// An actor as the node sees it: a process with a pid. Messages are decoded on the loop that reads the connection and told to the actor;
/// links, monitors and exits are the engine's. It ends when the actor stops.
/// </summary>
internal sealed class ActorProcess(ActorNode actors, IActorRef actor, bool isAsk) : ActorCaller(actors)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IActorRef, Reference> _watched = [];
    private readonly Dictionary<Reference, Monitored> _monitors = [];
    private readonly List<Atom> _names = [];
    private readonly ActorBacklog _backlog = new(actor);
    private volatile Term? _exitReason;

    /// <summary>The actor.</summary>
    public IActorRef Actor => actor;

    /// <summary>Whether it is an Ask: it takes one message, and then its pid leads nowhere.</summary>
    public bool IsAsk => isAsk;

    /// <summary><c>process_flag(trap_exit, …)</c>.</summary>
    public bool TrapsExits { get; set; }

    /// <summary>Why the actor stops, for those who watch it; null = <c>normal</c>.</summary>
    public Term? ExitReason
    {
        get => _exitReason;
        set => _exitReason = value;
    }

    /// <summary><c>Context.Watch</c>: a monitor, one however often it is asked for.</summary>
    public void Watch(BeamRef process)
    {
        lock (_gate)
        {
            if (_watched.ContainsKey(process) || HasEnded)
            {
                return;
            }

            Reference reference = Node.NewReference();
            _watched.Add(process, reference);
            _monitors.Add(reference, new Monitored(process, IsWatch: true));
            Monitor(process.Target, reference);
        }
    }

    /// <summary><c>Context.Unwatch</c>.</summary>
    public void Unwatch(BeamRef process)
    {
        lock (_gate)
        {
            if (_watched.Remove(process, out Reference? reference))
            {
                _monitors.Remove(reference);
                Demonitor(reference);
            }
        }
    }

    /// <summary><c>monitor/2</c> with the reason: the actor is told an <see cref="ErlangDown"/>.</summary>
    public Reference MonitorWithReason(IActorRef process, MonitorTarget target)
    {
        Reference reference = Node.NewReference();
        lock (_gate)
        {
            _monitors.Add(reference, new Monitored(process, IsWatch: false));
            Monitor(target, reference);
        }

        return reference;
    }

    /// <summary><c>demonitor/1</c> of what <see cref="MonitorWithReason"/> gave.</summary>
    public bool DemonitorWithReason(Reference reference)
    {
        lock (_gate)
        {
            if (!_monitors.Remove(reference))
            {
                return false;
            }

            Demonitor(reference);
            return true;
        }
    }

    /// <summary>To be called now and then: what the actor has received no longer counts for those who sent it.</summary>
    public void Sweep() => _backlog.Sweep();

    /// <summary>A name that the actor was reached by.</summary>
    public void AddName(Atom name)
    {
        lock (_gate)
        {
            _names.Add(name);
        }
    }

    /// <inheritdoc/>
    protected override void OnMessage(in IncomingMessage message)
    {
        BeamRef? sender = message.From is { } from && !from.Node.Equals(Node.NameAtom) ? Actors.RefOf(from) : null;
        if (message.Payload.Length > Actors.MaxMessageBytes)
        {
            var excess = new UnsendableMessageException(message.Payload.Length, Actors.MaxMessageBytes);
            Refuse(message, sender, "too large", excess);
            return;
        }

        object content;
        TraceToken? trace = TraceToken.Current;
        using Activity? span = trace?.StartActivity("receive", ActivityKind.Consumer, actor.Path.ToStringWithoutAddress());
        trace = trace?.Within(span);
        IActorRef? answerTo = sender is null ? null : Actors.Traced(sender, trace);
        try
        {
            TermReader reader = message.Read();
            switch (IncomingHead.Read(ref reader))
            {
                case { Kind: HeadKind.Call, Reply: { } reply } head:
                    answerTo = reply.MayBeCausedBy(message.Origin) ? Actors.CallerOf(reply.Caller, head.Tag, this, trace) : ActorRefs.NoSender;
                    break;
                case { Kind: HeadKind.Reply } when TakeReply(message):
                    return;
                case { Kind: HeadKind.System, Reply: { } reply } head:
                    OnSystemRequest(Actors.CallerOf(reply.Caller, head.Tag, this), message.Origin, reader.ReadTerm());
                    return;
            }

            content = Actors.Codec.Read(ref reader);
        }
#pragma warning disable CA1031 // Whatever a codec of the user's throws: that one message is lost, and who waits for an answer is told.
        catch (Exception failure)
        {
            Refuse(message, sender, $"unreadable {RateLimitedLog.KindOf(failure)}", failure);
            return;
        }
#pragma warning restore CA1031

        _backlog.Add(message);
        actor.Tell(content, answerTo ?? ActorRefs.NoSender);
        if (isAsk)
        {
            End(Atom.Normal);
        }
    }

    /// <inheritdoc/>
    protected override void OnExit(Pid from, Term reason, bool linked)
    {
        switch (ExitRules.Of(reason, linked, TrapsExits))
        {
            case ExitEffect.Message:
                actor.Tell(Term.Tuple(Atom.Get("EXIT"), from, reason), Actors.RefOf(from));
                break;
            case ExitEffect.End when isAsk:
                actor.Tell(new Status.Failure(new ErlangExitException(reason)), Actors.RefOf(from));
                End(ExitRules.ReasonAfter(reason, linked));
                break;
            case ExitEffect.End when Actors.MayBeStopped(actor):
                _exitReason ??= ExitRules.ReasonAfter(reason, linked);
                ((IInternalActorRef)actor).Stop();
                break;
            case ExitEffect.End:
                Actors.LogDropped(Actors.RefOf(from), from.Node, actor, "stop", "Only actors below /user can be told to stop, and none in untrusted mode.");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnDown(Reference reference, Term @object, Term reason)
    {
        if (TakeDown(reference, reason))
        {
            return;
        }

        Monitored? fired;
        lock (_gate)
        {
            if (_monitors.Remove(reference, out fired) && fired.IsWatch)
            {
                _watched.Remove(fired.Process);
            }
        }

        if (fired is { IsWatch: true })
        {
            // AddressTerminated stays false: it is this process that is gone, and Akka's watcher would keep the other to itself.
            ((IInternalActorRef)actor).SendSystemMessage(
                new DeathWatchNotification(fired.Process, existenceConfirmed: !reason.Equals(Atom.Noproc), addressTerminated: false));
        }
        else if (fired is not null)
        {
            actor.Tell(new ErlangDown(fired.Process, reference, reason), fired.Process);
        }
    }

    /// <inheritdoc/>
    protected override void OnEnded(Term reason)
    {
        List<Atom> names;
        lock (_gate)
        {
            names = [.. _names];
        }

        _backlog.End();
        Actors.Forget(this, names);
    }

    /// <summary>A message that the actor cannot be told: one line in the log, and who waits for it or for an answer to it is told.</summary>
    private void Refuse(in IncomingMessage message, BeamRef? sender, string kind, Exception failure)
    {
        Actors.LogDropped(sender, message.Origin, actor, kind, failure.Message);
        try
        {
            TermReader reader = message.Read();
            switch (IncomingHead.Read(ref reader))
            {
                case { Kind: HeadKind.Call, Reply: { } reply } head when reply.Caller.Node.Equals(message.Origin):
                    Actors.FailCaller(Actors.CallerOf(reply.Caller, head.Tag, this), Reasons.OfMessage(failure, Actors.MaxMessageBytes));
                    break;
                case { Kind: HeadKind.Reply }:
                    FailReply(message, failure);
                    break;
            }
        }
        catch (TermFormatException)
        {
            // So broken that nobody can be named who waits.
        }

        if (isAsk)
        {
            actor.Tell(new Status.Failure(failure), sender);
            End(Atom.Normal);
        }
    }

    /// <summary>Requests of the module <c>sys</c>: an actor's state is its own; it can be told to stop.</summary>
    private void OnSystemRequest(BeamRef asker, Atom origin, Term request)
    {
        if (!asker.Process.Node.Equals(origin))
        {
            return;
        }

        if (request is ErlTuple and [Atom { Name: "terminate" }, Term reason] && Actors.MayBeStopped(actor))
        {
            _exitReason = reason;
            asker.Tell(Atom.Ok, actor);
            ((IInternalActorRef)actor).Stop();
        }
        else
        {
            asker.Tell(Term.Tuple(Atom.Error, Term.Tuple(Atom.Get("unknown_system_msg"), request)), actor);
        }
    }

    private sealed record Monitored(IActorRef Process, bool IsWatch);
}
