using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using ErlDist;
using ErlDist.Testing;
using ErlDist.Testing.Tls;

namespace AkkaErlDist.Soak;

/// <summary>A cluster in this process, BEAM nodes beside it, and a look at all of them once a second.</summary>
internal sealed class ClusterSoak(SoakOptions options, Figures figures) : IAsyncDisposable
{
    private const string Cookie = "soak";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly SharedOptionFile _tls = new();
    private readonly List<ActorSystem> _members = [];
    private readonly List<BeamNode> _beams = [];
    private readonly List<IActorRef> _watchers = [];
    private PrivateEpmd? _epmd;

    /// <summary>Starts all, and runs to the end.</summary>
    public async Task RunAsync()
    {
        _epmd = await PrivateEpmd.StartAsync();
        await FormAsync();
        await TalkAsync();

        Heartbeats.Intervals.Clear(); // Those before were of members that were still starting.
        figures.Members.Clear();
        var clock = Stopwatch.StartNew();
        TimeSpan next = options.CheckpointInterval;
        while (clock.Elapsed < TimeSpan.FromMinutes(options.Minutes))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            figures.Looks++;
            figures.Converged += IsConverged() ? 1 : 0;
            if (clock.Elapsed >= next)
            {
                next += options.CheckpointInterval;
                figures.Add(new Checkpoint(
                    clock.Elapsed, OwnProcess.Heap(), Environment.WorkingSet, OwnProcess.CountSockets(), OwnProcess.CountThreads()));
            }
        }

        figures.JudgeGrowth();
        if (!IsConverged())
        {
            figures.Fail("the cluster is not converged at the end");
        }

        await CountAsync();
        await Task.WhenAll(_watchers.Select(watcher => watcher.GracefulStop(Limit))); // What ends from here on is meant to.
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_members.Select(member => member.Terminate()));
        foreach (BeamNode beam in _beams)
        {
            await beam.DisposeAsync();
        }

        await (_epmd?.DisposeAsync() ?? ValueTask.CompletedTask);
        _tls.Dispose();
    }

    private async Task FormAsync()
    {
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < options.Members; i++)
        {
            var member = ActorSystem.Create("soak", Configuration());
            _members.Add(member);
            Cluster.Get(member).Join(Cluster.Get(_members[0]).SelfAddress);
            member.ActorOf(Props.Create(() => new Echo()), "echo");
            member.ActorOf(Props.Create(() => new Sink(figures)), "sink");
        }

        while (!IsConverged())
        {
            if (clock.Elapsed > Limit)
            {
                throw new TimeoutException($"{options.Members} members don't see each other within {Limit}.");
            }

            await Task.Delay(50);
        }

        figures.Converging = clock.Elapsed;
    }

    /// <summary>Every member with every other, every BEAM node with every member, and every member watches every BEAM node.</summary>
    private async Task TalkAsync()
    {
        using Stream source = typeof(ClusterSoak).Assembly.GetManifestResourceStream("cluster_soak_peer.erl")!;
        string module = await new StreamReader(source).ReadToEndAsync();
        for (int i = 0; i < options.Beams; i++)
        {
            BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
            {
                Name = $"beam{i}@localhost", Cookie = Cookie, EpmdPort = _epmd!.Port, ProtoDist = "inet_tls", OptFile = _tls.Path,
            });
            _beams.Add(beam);
            await beam.LoadModuleAsync(module);
            await beam.EvalAsync("register(watched, spawn(fun() -> receive never -> ok end end))");
            foreach (ActorSystem member in _members)
            {
                await beam.EvalAsync($"cluster_soak_peer:start('{NodeOf(member)}')");
            }
        }

        foreach (ActorSystem member in _members)
        {
            List<IActorRef> others = [];
            foreach (ActorSystem other in _members.Where(other => other != member))
            {
                others.Add(await member.ActorSelection(new RootActorPath(Cluster.Get(other).SelfAddress) / "user" / "echo").ResolveOne(Limit));
            }

            var erlang = ErlangDistribution.Get(member);
            List<IActorRef> watched = [.. _beams.Select(beam => erlang.ActorFor("watched", beam.Name))];
            member.ActorOf(Props.Create(() => new Pinger(others, figures)));
            _watchers.Add(member.ActorOf(Props.Create(() => new Watcher(watched, figures))));
        }
    }

    /// <summary>Nothing that BEAM processes have sent may be missing.</summary>
    private async Task CountAsync()
    {
        foreach (BeamNode beam in _beams)
        {
            foreach (ActorSystem member in _members)
            {
                var result = (ErlTuple)await beam.EvalTermAsync($"cluster_soak_peer:stop('{NodeOf(member)}')", Limit);
                if (result is not [ErlInteger sent, ErlInteger came, ErlList times] || !sent.Equals(came))
                {
                    figures.Fail($"{beam.Name} sent {result[0]} messages to {NodeOf(member)}, and {result[1]} came");
                    continue;
                }

                figures.BeamMessages += sent.Value;
                foreach (Term time in times)
                {
                    figures.Beams.Add(TimeSpan.FromMicroseconds(((ErlInteger)time).Value));
                }
            }
        }
    }

    private bool IsConverged() => _members.All(member => Cluster.Get(member).State is { Unreachable.Count: 0 } state
        && state.Members.Count == options.Members && state.Members.All(m => m.Status == MemberStatus.Up)
        && state.SeenBy.Count == options.Members);

    private static string NodeOf(ActorSystem member) => ErlangDistribution.Get(member).Node.Name;

    private Config Configuration() => ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
        akka {
          loglevel = WARNING
          actor.provider = cluster
          remote {
            enabled-transports = ["akka.remote.erl-dist"]
            watch-failure-detector.max-sample-size = 100
            erl-dist {
              transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
              hostname = "localhost"
              node-name = "{system}-{port}@{host}"
              carrier = "{{options.Carrier}}"
              cookie = "{{Cookie}}"
              akka-peers.cookie = "members of {{Cookie}}"
              ssl-dist-optfile = "{{_tls.Path}}"
              epmd-port = {{_epmd!.Port}}
            }
          }
          cluster {
            # A thousand samples of each watched member, Akka's default, would fill memory for longer than a soak takes.
            failure-detector { implementation-class = "{{typeof(Heartbeats).FullName}}, AkkaErlDist.Soak", max-sample-size = 100 }
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          }
        }
        """));
}
