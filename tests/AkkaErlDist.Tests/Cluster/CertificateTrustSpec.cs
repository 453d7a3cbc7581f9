using Akka.Actor;
using AkkaErlDist.Tests.AkkaPeers;

namespace AkkaErlDist.Tests.Cluster;

/// <summary>
/// A cluster whose members know each other by their certificates: all nodes have one cookie, and only certificates with a name of
/// <c>akka-peers.certificate-names</c> make a member.
/// </summary>
public sealed class CertificateTrustSpec
{
    private const string Section = """akka-peers { cookie = "", certificate-names = ["*.members.example"] }""";

    [Fact]
    public async Task Members_are_admitted_by_their_certificates_and_others_are_BEAM_nodes()
    {
        await using ClusterRealm cluster = await ClusterRealm.StartAsync(0);
        cluster.Add(Section, optFile: cluster.Realm.OptFile("localhost", "one.members.example"));
        cluster.Add(Section, optFile: cluster.Realm.OptFile("localhost", "two.members.example"));
        await cluster.UpAsync(2);
        BeamNode beam = await cluster.StartBeamAsync();
        ActorSystem seed = cluster.Members[0];

        // It trusts the members, so it does ask to be let in; they do not trust it.
        ActorSystem stranger = cluster.Add(Section, optFile: cluster.Realm.OptFile("localhost", "three.strangers.example"));
        cluster.Members.Remove(stranger);
        string refusal = $"no name in the certificate of {ClusterRealm.NodeOf(stranger)} (localhost, three.strangers.example) matches akka-peers.certificate-names";
        await Realm.EventuallyAsync(() => Realm.Lines(seed, refusal).Count > 0, "a line", logs: [seed, stranger]);
        await Realm.EventuallyAsync(() => Realm.Lines(stranger, "the log of this side says why").Count > 0, "a line", logs: [seed, stranger]);

        // The next one with a right certificate is let in, and the stranger is still none of them.
        cluster.Add(Section, optFile: cluster.Realm.OptFile("localhost", "four.members.example"));
        await cluster.UpAsync(3);
        await cluster.TalkAsync(beam);
        Assert.Empty(Akka.Cluster.Cluster.Get(stranger).State.Members);
        Assert.All(cluster.Members, member => Assert.DoesNotContain(
            Akka.Cluster.Cluster.Get(member).State.Members, other => other.Address.Equals(Realm.AddressOf(stranger))));

        // To talk as a BEAM node does is all that it may: its certificate is good.
        await ErlangDistribution.Get(stranger).PingAsync(ClusterRealm.NodeOf(seed)).WaitAsync(Realm.Limit);
    }
}
