using Akka.Actor;
using Akka.Dispatch.SysMsg;
using AkkaErlDist.Addresses;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>
/// A process of a BEAM node as an actor reference: a pid, a registered name, or a caller that waits for its reply. What is told to it
/// is encoded on the sender's thread into what the connection writes next; <c>Watch</c> is a monitor, <c>Stop</c>, <c>PoisonPill</c> and
/// <c>Kill</c> are exit signals, <c>Ask</c> of a <see cref="GenServerCall"/> is a call.
/// </summary>
internal sealed class BeamRef : InternalActorRefBase
{
    private readonly ActorNode _actors;
    private ActorPath? _path;

    internal BeamRef(ActorNode actors, BeamTarget target, ActorProcess? callee = null)
    {
        _actors = actors;
        Process = target;
        Callee = callee;
    }

    /// <summary>The anchor of a selection, which stands for no process.</summary>
    internal BeamRef(ActorNode actors, BeamTarget target, string path)
        : this(actors, target) => _path = actors.PathOf(target.Node, path);

    /// <summary>Who it is.</summary>
    public BeamTarget Process { get; }

    /// <summary>The actor that a waiting caller has called, where it is known.</summary>
    public ActorProcess? Callee { get; }

    /// <summary>The token of sequential tracing that came with the message whose sender this reference is; null where there was none.</summary>
    public TraceToken? Trace { get; init; }

    /// <summary>The process, for monitors and sends.</summary>
    public MonitorTarget Target => new(Process.Node, Process.Pid, Process.Name);

    /// <inheritdoc/>
    public override ActorPath Path => _path ??= _actors.PathOf(Process);

    /// <inheritdoc/>
    public override IActorRefProvider Provider => _actors.System.Provider;

    /// <inheritdoc/>
    public override IInternalActorRef Parent => ActorRefs.Nobody;

    /// <inheritdoc/>
    public override bool IsLocal => false;

    /// <inheritdoc/>
    public override bool IsTerminated => false;

    /// <inheritdoc/>
    public override IActorRef GetChild(IReadOnlyList<string> name) => name.All(string.IsNullOrEmpty) ? this : ActorRefs.Nobody;

    /// <inheritdoc/>
    public override void Start()
    {
    }

    /// <inheritdoc/>
    public override void Suspend()
    {
    }

    /// <inheritdoc/>
    public override void Resume(Exception? causedByFailure = null)
    {
    }

    /// <inheritdoc/>
    public override void Restart(Exception cause)
    {
    }

    /// <inheritdoc/>
    public override void Stop() => _actors.Exit(this, Atom.Shutdown, ActorRefs.NoSender);

    /// <inheritdoc/>
    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                _actors.ProcessOf(watch.Watcher).Watch(this);
                break;
            case Unwatch unwatch:
                _actors.ProcessOf(unwatch.Watcher).Unwatch(this);
                break;
            case Terminate:
                Stop();
                break;
            default:
                break; // What supervision sends to children: a process of a BEAM node is nobody's child here.
        }
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case PoisonPill:
                _actors.Exit(this, Atom.Shutdown, sender);
                break;
            case Kill:
                _actors.Exit(this, Atom.Kill, sender);
                break;
            case GenServerCall call:
                _actors.CallerFor(sender).Call(this, call.Request, sender);
                break;
            case Identify identify:
                _actors.Questions.Identify(this, identify.MessageId, sender);
                break;
            case ActorSelectionMessage selection:
                _actors.Select(this, selection, sender);
                break;
            case Status.Failure failure when Process.CallTag is not null:
                _actors.FailCaller(this, Reasons.Of(failure.Cause));
                break;
            case Status.Success success when Process.CallTag is not null:
                _actors.Send(new OutgoingMessage(_actors, this, success.Status, sender), out _);
                break;
            default:
                _actors.Send(new OutgoingMessage(_actors, this, message, sender), out _);
                break;
        }
    }
}
