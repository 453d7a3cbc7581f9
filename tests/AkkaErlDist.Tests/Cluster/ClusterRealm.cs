using Akka.Actor;
using Akka.Cluster;
using AkkaErlDist.Tests.AkkaPeers;

namespace AkkaErlDist.Tests.Cluster;

/// <summary>Clusters of members with one system name on one host, and a BEAM node that talks to each of them.</summary>
public sealed class ClusterRealm : IAsyncDisposable
{
    public const string Fast = """
        akka {
          actor.provider = cluster
          cluster {
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver { active-strategy = keep-majority, stable-after = 1s }
            gossip-interval = 200ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 200ms
            allow-weakly-up-members = off
            failure-detector { heartbeat-interval = 200ms, acceptable-heartbeat-pause = 3s }
            singleton.min-number-of-hand-over-retries = 10
            singleton.hand-over-retry-interval = 200ms
            singleton-proxy.singleton-identification-interval = 200ms
            pub-sub.gossip-interval = 200ms
            distributed-data { gossip-interval = 200ms, notify-subscribers-interval = 100ms }
            sharding { state-store-mode = ddata, retry-interval = 200ms, waiting-for-state-timeout = 2s }
          }
          coordinated-shutdown.phases.cluster-leave.timeout = 5s
        }
        """;

    private ClusterRealm(Realm realm) => Realm = realm;

    public Realm Realm { get; }

    public List<ActorSystem> Members { get; } = [];

    public static async Task<ClusterRealm> StartAsync(int members, string section = "", string config = "")
    {
        var cluster = new ClusterRealm(await Realm.StartAsync());
        for (int i = 0; i < members; i++)
        {
            cluster.Add(section, config);
        }

        await cluster.UpAsync(members);
        return cluster;
    }

    /// <summary>One more member, which joins the first one.</summary>
    public ActorSystem Add(string section = "", string config = "", string? optFile = null)
    {
        ActorSystem member = Realm.Start("members", section, $"{Fast}\n{config}", optFile);
        Members.Add(member);
        Akka.Cluster.Cluster.Get(member).Join(Akka.Cluster.Cluster.Get(Members[0]).SelfAddress);
        return member;
    }

    /// <summary>Waits until all members see so many, all of them up and within reach.</summary>
    public Task UpAsync(int count) => Realm.PollAsync(
        () => Members.All(member => Akka.Cluster.Cluster.Get(member).State is { } state
            && state.Members.Count == count && state.Unreachable.Count == 0 && state.Members.All(m => m.Status == MemberStatus.Up)),
        $"{count} members are up",
        TimeSpan.FromSeconds(20),
        [.. Members]);

    /// <summary>A BEAM node whose calls reach <c>/user/echo</c> of every member.</summary>
    public async Task<BeamNode> StartBeamAsync(string name = "beam@localhost")
    {
        BeamNode beam = await Realm.StartBeamAsync(name);
        await TalkAsync(beam);
        return beam;
    }

    /// <summary>The BEAM node calls every member, and gets an answer.</summary>
    public async Task TalkAsync(BeamNode beam)
    {
        foreach (ActorSystem member in Members)
        {
            string node = NodeOf(member);
            if (member.Provider().Guardian.GetSingleChild("echo").IsNobody())
            {
                member.StartEcho();
            }

            Assert.Equal($"{{hello,'{node}'}}", await EvalAsync(beam, $"gen_server:call({{echo, '{node}'}}, {{hello, '{node}'}})"));
        }
    }

    /// <summary>As on the node; what fails comes with the log of everyone.</summary>
    public async Task<string> EvalAsync(BeamNode beam, string expression)
    {
        try
        {
            return await beam.EvalAsync(expression);
        }
        catch (BeamEvalException failure)
        {
            throw new InvalidOperationException($"{expression}: {failure.Message}\n{beam.Log}\n{string.Join("\n---\n", Members.Select(Realm.Log))}", failure);
        }
    }

    public static string NodeOf(ActorSystem member) => ErlangDistribution.Get(member).Node.Name;

    public async ValueTask DisposeAsync() => await Realm.DisposeAsync();
}

internal static class SystemProvider
{
    public static IActorRefProvider Provider(this ActorSystem system) => ((ExtendedActorSystem)system).Provider;
}
