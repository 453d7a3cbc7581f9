using System.Diagnostics;
using Akka.Actor;
using ErlDist.Benchmarks.Control;

namespace AkkaErlDist.Benchmarks;

/// <summary>Drives the workloads from actors of one system towards the partners of another.</summary>
internal sealed class Driver(ActorSystem system)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private IDialect? _partners;

    public Task<RunResult> ObeyAsync(ControlCommand command) => command.Verb switch
    {
        "connect" => ConnectAsync(command.Text("target")),
        "rtt" => RoundTripsAsync(command.Seconds("seconds")),
        "pingpong" => PingPongAsync(command.Number("pairs"), command.Number("inflight"), command.Number("count")),
        "oneway" => FloodAsync(new byte[command.Number("size")], command.Number("count"), 1),
        "fanin" => FloodAsync(new byte[command.Number("size")], command.Number("count"), command.Number("senders")),
        "terms" => FloodAsync(Partners.Shape(command.Text("shape")), command.Number("count"), 1),
        "mixed" => MixedAsync(command.Seconds("seconds"), command.Number("size"), command.Number("inflight")),
        "collect" => Task.FromResult(ControlLoop.Collect()),
        _ => throw new ArgumentException($"unknown: {command.Verb}"),
    };

    private IDialect Partners => _partners ?? throw new InvalidOperationException("not connected");

    private async Task<RunResult> ConnectAsync(string target)
    {
        _partners = target.Contains("://", StringComparison.Ordinal)
            ? new AkkaDialect(system.ActorSelection($"{target}/user/bench"))
            : new ErlangDialect(ErlangDistribution.Get(system), target);
        await PartnersAsync("sink", 1);
        return new RunResult();
    }

    private async Task<RunResult> RoundTripsAsync(TimeSpan duration)
    {
        IReadOnlyList<IActorRef> echo = await PartnersAsync("echo", 1);
        List<long> samples = await RunAsync<List<long>>(done => Props.Create(() => new RoundTrips(Partners, echo[0], duration, done)));
        return new RunResult(duration.TotalSeconds, samples.Count, samples);
    }

    private async Task<RunResult> PingPongAsync(int pairs, int inFlight, int count)
    {
        IReadOnlyList<IActorRef> partners = await PartnersAsync("echo", pairs);
        int each = count / pairs;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(partners.Select(p => RunAsync<bool>(done => Props.Create(() => new PingPong(Partners, p, inFlight, each, done)))));
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, (long)each * pairs);
    }

    private async Task<RunResult> FloodAsync(object message, int count, int senders)
    {
        IActorRef sink = (await PartnersAsync("sink", 1))[0];
        int each = count / senders;
        long start = Stopwatch.GetTimestamp();
        await RunAsync<bool>(done => Props.Create(() => new Flood(Partners, sink, message, each, senders, done)));
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, (long)each * senders);
    }

    private async Task<RunResult> MixedAsync(TimeSpan duration, int size, int inFlight)
    {
        IReadOnlyList<IActorRef> acknowledge = await PartnersAsync("ack", 1);
        var streamed = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef stream = system.ActorOf(Props.Create(() => new Stream(Partners, acknowledge[0], new byte[size], inFlight, streamed)));
        RunResult trips = await RoundTripsAsync(duration);
        stream.Tell(PoisonPill.Instance);
        return trips with { Count = await streamed.Task.WaitAsync(s_limit) };
    }

    private Task<IReadOnlyList<IActorRef>> PartnersAsync(string kind, int count) =>
        RunAsync<IReadOnlyList<IActorRef>>(done => Props.Create(() => new Introduction(Partners, kind, count, done)));

    /// <summary>Runs an actor until it completes its result.</summary>
    private async Task<T> RunAsync<T>(Func<TaskCompletionSource<T>, Props> props)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef actor = system.ActorOf(props(done));
        try
        {
            return await done.Task.WaitAsync(s_limit);
        }
        finally
        {
            system.Stop(actor);
        }
    }
}
