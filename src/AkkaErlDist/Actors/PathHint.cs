using Akka.Actor;
using Akka.Event;

namespace AkkaErlDist.Actors;

/// <summary>
/// Says once why messages to a path of a BEAM process may vanish: an address without a port is none to Akka, and what is told to it becomes
/// a dead letter that no longer shows where it was to go.
/// </summary>
internal sealed class PathHint : MinimalActorRef
{
    private readonly ExtendedActorSystem _system;
    private readonly ILoggingAdapter _log;
    private int _told;

    public PathHint(ExtendedActorSystem system, ILoggingAdapter log)
    {
        (_system, _log) = (system, log);
        Path = system.SystemGuardian.Path / "erl-dist-paths";
        system.EventStream.Subscribe(this, typeof(DeadLetter));
    }

    /// <inheritdoc/>
    public override ActorPath Path { get; }

    /// <inheritdoc/>
    public override IActorRefProvider Provider => _system.Provider;

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is DeadLetter letter && letter.Recipient.Equals(_system.DeadLetters) && Interlocked.Exchange(ref _told, 1) == 0)
        {
            _system.EventStream.Unsubscribe(this);
            _log.Info(
                "A message became a dead letter that was told to no address. If it was told to a path such as akka.erl://node@host/user/name:"
                + " the address of a BEAM node has port 0, akka.erl://node@host:0/user/name; ErlangDistribution.ActorFor(name, node) needs no path.");
        }
    }
}
