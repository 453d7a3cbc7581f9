using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using ErlDist;

namespace AkkaErlDist.Soak;

/// <summary>Answers with what it gets; of <c>{From, Message}</c>, From gets the message.</summary>
internal sealed class Echo : ReceiveActor
{
    public Echo() => ReceiveAny(message =>
    {
        if (message is ErlTuple and [Pid from, Term content])
        {
            ErlangDistribution.Get(Context.System).ActorFor(from).Tell(content);
        }
        else
        {
            Sender.Tell(message);
        }
    });
}

/// <summary>Takes <c>{seq, From, N}</c>, whose numbers must follow each other; <c>{count, From}</c> is answered with how many came.</summary>
internal sealed class Sink : ReceiveActor
{
    public Sink(Figures figures)
    {
        var next = new Dictionary<Pid, long>();
        Receive<ErlTuple>(message =>
        {
            switch (message)
            {
                case [Atom { Name: "seq" }, Pid from, ErlInteger number]:
                    long expected = next.GetValueOrDefault(from);
                    if (number.Value != expected)
                    {
                        figures.Fail($"{Self} has {number} of {from} in place of {expected}");
                    }

                    next[from] = number.Value + 1;
                    break;
                case [Atom { Name: "count" }, Pid from]:
                    Sender.Tell(next.GetValueOrDefault(from));
                    break;
            }
        });
    }
}

/// <summary>Once a second: a message to each other member, which comes back; the ones before must have come back by then.</summary>
internal sealed class Pinger : ReceiveActor, IWithTimers
{
    private const int MostLate = 5;

    public Pinger(IReadOnlyList<IActorRef> others, Figures figures)
    {
        var open = new Dictionary<IActorRef, int>();
        Receive<Tick>(_ =>
        {
            foreach (IActorRef other in others)
            {
                if (open.GetValueOrDefault(other) == MostLate)
                {
                    figures.Fail($"{Self} has had no answer of {other} for {MostLate} s");
                }

                open[other] = open.GetValueOrDefault(other) + 1;
                other.Tell(Stopwatch.GetTimestamp());
            }
        });
        Receive<long>(sent =>
        {
            figures.Members.Add(Stopwatch.GetElapsedTime(sent));
            open[Sender] = 0;
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("tick", Tick.Instance, TimeSpan.FromSeconds(1));

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}

/// <summary>Whatever says that a member, a BEAM process or an association is lost is a fault: nothing is meant to be.</summary>
internal sealed class Watcher : ReceiveActor
{
    public Watcher(IEnumerable<IActorRef> processes, Figures figures)
    {
        foreach (IActorRef process in processes)
        {
            Context.Watch(process);
        }

        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        Context.System.EventStream.Subscribe(Self, typeof(QuarantinedEvent));
        Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));
        ReceiveAny(message => figures.Fail($"{Context.System.Name} {Cluster.Get(Context.System).SelfAddress}: {message}"));
    }
}
