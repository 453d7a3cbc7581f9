using System.Collections.Concurrent;
using Akka.Actor;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>The actors that the tests use.</summary>
public static class Actors
{
    /// <summary>Sends back what it gets.</summary>
    public static IActorRef StartEcho(this ActorSystem system, string name = "echo") => system.ActorOf(Props.Create(() => new Echo()), name);

    /// <summary>Keeps what it gets.</summary>
    public static (IActorRef Actor, ConcurrentQueue<object> Kept) StartKeeper(this ActorSystem system, string? name = null)
    {
        var kept = new ConcurrentQueue<object>();
        return (system.ActorOf(Props.Create(() => new Keeper(kept)), name), kept);
    }

    /// <summary>Watches one actor or process; <c>unwatch</c> ends that.</summary>
    public static (IActorRef Actor, Task<Terminated> Gone) StartWatcher(this ActorSystem system, IActorRef watched)
    {
        var gone = new TaskCompletionSource<Terminated>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (system.ActorOf(Props.Create(() => new Watcher(watched, gone))), gone.Task);
    }

    private sealed class Keeper : ReceiveActor
    {
        public Keeper(ConcurrentQueue<object> kept) => ReceiveAny(message =>
        {
            kept.Enqueue(message);
            News.Tell();
        });
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef watched, TaskCompletionSource<Terminated> gone)
        {
            Context.Watch(watched);
            Receive<Terminated>(terminated => gone.TrySetResult(terminated));
            Receive<string>(word => word == "unwatch", _ => Context.Unwatch(watched));
            Receive<string>(_ => Sender.Tell("here"));
        }
    }
}

/// <summary>Sends back what it gets.</summary>
public sealed class Echo : ReceiveActor
{
    public Echo() => ReceiveAny(message => Sender.Tell(message, Self));
}
