using System.Collections.Concurrent;
using Akka.Actor;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Epmd;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>
/// A node with a certificate and without the members' cookie lets members answer each other's challenges, which the handshake of
/// the distribution cannot see. It must not become an Akka peer by it.
/// </summary>
public sealed class RelaySpec(Realm realm) : IClassFixture<Realm>
{
    [Fact]
    public async Task A_node_does_not_answer_its_own_challenge()
    {
        using ActorSystem system = realm.Start();
        ICarrier carrier = HandPeer.Tls(realm.OptFile());
        await using ICarrierListener listener = await HandPeer.ListenAsync(carrier);
        var epmd = new EpmdClient(new EpmdOptions { Port = realm.Epmd.Port, StartServer = false });
        await using EpmdRegistration registration = await epmd.RegisterAsync(new EpmdEntry("sys-9", listener.LocalEndPoint.Port));

        await using HandPeer asMember = await HandPeer.DialAsync(carrier, "sys-8@localhost", PortOf(system), NodeOf(system));
        uint challenge = await asMember.BeginAsync();
        system.ActorSelection("akka.erl://sys-9@localhost:0/user/anyone").Tell("come");
        await using HandPeer asOther = await HandPeer.AcceptAsync(listener, "sys-9@localhost");

        Assert.Null(await asOther.ChallengeAsync(challenge));
        await Realm.EventuallyAsync(() => Realm.Lines(system, "challenges us with what we have asked").Count > 0, "a line", logs: system);
        Assert.Empty(ErlangDistribution.Get(system).Node.ConnectedNodes);
    }

    [Fact]
    public async Task What_another_member_answers_makes_no_Akka_peer()
    {
        using ActorSystem victim = realm.Start(), other = realm.Start();
        (_, ConcurrentQueue<object> kept) = victim.StartKeeper("victim");
        ICarrier carrier = HandPeer.Tls(realm.OptFile());
        int port = PrivateEpmd.FreePort();
        await using ICarrierListener listener = await HandPeer.ListenAsync(carrier, port);

        // The one is challenged with what the other asks, and the other way round: both believe that it has their cookie.
        await using HandPeer toVictim = await HandPeer.DialAsync(carrier, "sys-8@localhost", PortOf(victim), NodeOf(victim));
        uint challenge = await toVictim.BeginAsync();
        other.ActorSelection($"akka.erl://sys@localhost:{port}/user/anyone").Tell("come");
        await using HandPeer toOther = await HandPeer.AcceptAsync(listener, $"sys-{port}@localhost");
        (uint otherChallenge, byte[] digest) = (await toOther.ChallengeAsync(challenge))!.Value;
        byte[] ack = (await toVictim.ReplyAsync(otherChallenge, digest))!;
        await toOther.AcknowledgeAsync(ack);
        toVictim.Connected(NodeOf(victim));
        toOther.Connected(NodeOf(other));

        // The other's proof, which it sends before it opens an association.
        await toVictim.SendAsync("akka_remote", (await toOther.ReceiveAsync("akka_remote"))!);
        foreach (byte[] frame in AttackFrames.Of("akka.erl://sys@localhost:8", Realm.AddressOf(victim).ToString()))
        {
            await toVictim.SendAsync("akka_remote", new ErlBinary(frame));
        }

        await toVictim.SendAsync("victim", Atom.Get("plainly"));
        await Realm.EventuallyAsync(() => !kept.IsEmpty, "the message of a BEAM node", logs: victim);
        await Realm.EventuallyAsync(
            () => Realm.Lines(victim, "Refused Akka remoting to [sys-8@localhost]").Any(line => Realm.Text(line).Contains("has not proved", StringComparison.Ordinal)),
            "a line", logs: victim);
        Assert.Equal("plainly", Assert.Single(kept).ToString());
    }

    private static string NodeOf(ActorSystem system) => ErlangDistribution.Get(system).Node.Name;

    private static int PortOf(ActorSystem system) => ErlangDistribution.Get(system).Node.EndPoint!.Port;
}
