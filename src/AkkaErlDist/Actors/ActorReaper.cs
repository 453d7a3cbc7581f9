using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace AkkaErlDist.Actors;

/// <summary>Watches the actors that have a pid, without being an actor itself: each death is one call.</summary>
internal sealed class ActorReaper(ExtendedActorSystem system, Action<IActorRef> stopped) : MinimalActorRef
{
    /// <inheritdoc/>
    public override ActorPath Path { get; } = system.SystemGuardian.Path / "erl-dist-reaper";

    /// <inheritdoc/>
    public override IActorRefProvider Provider => system.Provider;

    /// <inheritdoc/>
    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification { Actor: { } actor })
        {
            stopped(actor);
        }
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        // Nobody knows it but those who tell it of their end.
    }
}
