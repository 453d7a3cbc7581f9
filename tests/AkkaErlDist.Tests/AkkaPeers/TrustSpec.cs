using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using AkkaErlDist.Remoting;
using ErlDist;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>
/// Who may speak Akka's own protocol. The hostile nodes here are real BEAMs with the common cookie and a good certificate, which
/// send what another actor system would; insiders are nodes that prove that they know the members' cookie.
/// </summary>
public sealed class TrustSpec(Realm realm) : IClassFixture<Realm>
{
    [Fact]
    public async Task A_node_that_is_not_named_among_the_peers_stays_a_BEAM_node()
    {
        using ActorSystem system = realm.Start();
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("victim");
        BeamNode beam = await realm.StartBeamAsync("stranger@localhost");

        await AttackAsync(beam, system, "akka.erl://sys@localhost:1");
        await AttackAsync(beam, system, "akka.erl://sys@localhost:1");

        await StaysABeamNodeAsync(beam, system, kept, "stranger@localhost is not among akka-peers.nodes (sys-*@*)");
    }

    [Fact]
    public async Task A_node_with_the_common_cookie_cannot_take_a_members_name()
    {
        using ActorSystem system = realm.Start();
        system.StartEcho("victim");
        BeamNode beam = await realm.StartBeamAsync("sys-1@localhost");

        Assert.Equal("pang", await beam.EvalAsync($"net_adm:ping('{NodeOf(system)}')"));
        await Realm.EventuallyAsync(() => Realm.Lines(system, "cookie").Count > 0, "a line", logs: system);
        Assert.Empty(ErlangDistribution.Get(system).Node.ConnectedNodes);
    }

    [Fact]
    public async Task Without_a_cookie_of_its_own_a_member_needs_a_certificate_that_names_it()
    {
        const string Section = """akka-peers.cookie = "" """;
        int port = PrivateEpmd.FreePort(), other = PrivateEpmd.FreePort();
        using ActorSystem member = realm.Start("sys", $"{Section}, port = {port}", optFile: realm.OptFile("localhost", $"sys-{port}@localhost"));
        using ActorSystem second = realm.Start("sys", $"{Section}, port = {other}", optFile: realm.OptFile("localhost", $"sys-{other}@localhost"));
        (_, ConcurrentQueue<object> kept) = member.StartKeeper("victim");
        member.StartEcho();
        Assert.Equal("hello", await Realm.From(second, member, "/user/echo").Ask<string>("hello", Realm.Limit));

        BeamNode beam = await realm.StartBeamAsync("sys-2@localhost");
        await AttackAsync(beam, member, "akka.erl://sys@localhost:2");
        await StaysABeamNodeAsync(beam, member, kept, "its certificate (localhost) doesn't carry it");
    }

    [Fact]
    public async Task A_peer_cannot_speak_for_another_address()
    {
        using ActorSystem system = realm.Start();
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("victim");
        await using ErlangNode insider = await StartInsiderAsync("sys-3@localhost");

        await AttackAsync(insider, system, "akka.erl://sys@localhost:4", proves: true);
        await Realm.EventuallyAsync(
            () => Realm.Lines(system, "akka.erl://sys@localhost:4 would have another node name than sys-3@localhost").Count == 1, "a line", logs: system);
        Assert.Empty(kept);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_frames_arrive_from_who_proves_that_it_knows_the_members_cookie(bool proves)
    {
        using ActorSystem system = realm.Start();
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("victim");
        string name = $"sys-{(proves ? 5 : 6)}@localhost";
        await using ErlangNode insider = await StartInsiderAsync(name);

        await AttackAsync(insider, system, $"akka.erl://sys@localhost:{(proves ? 5 : 6)}", proves);
        await insider.SendAsync("victim", NodeOf(system), Atom.Get("plainly"));
        await Realm.EventuallyAsync(() => kept.Any(message => message is not string), "the message of a BEAM node", logs: system);
        await Realm.EventuallyAsync(
            () => proves ? kept.Contains("gotcha") : Realm.Lines(system, $"Refused Akka remoting to [{name}]").Count == 1, "the attack's end", logs: system);
        Assert.Equal(proves, kept.Contains("gotcha"));
    }

    [Theory]
    [InlineData("""akka-peers { nodes = ["x@*"], certificate-names = ["*"], cookie = "" }""", "", "RIGHT is not among akka-peers.nodes (x@*)")]
    [InlineData(
        """akka-peers { nodes = ["right-*@*"], certificate-names = ["*"], cookie = "" }""",
        """akka-peers { nodes = ["x@*"], cookie = "" }""",
        "refuses to associate: LEFT is no Akka peer here; the log of this side says why.")]
    [InlineData("""akka-peers { nodes = ["right-*@*"], cookie = "one" }""", """akka-peers { nodes = ["left-*@*"], cookie = "other" }""", "most likely its cookie is another one")]
    public async Task Why_there_is_no_association_is_in_its_error_at_the_first_attempt(string left, string right, string reason)
    {
        using ActorSystem a = realm.Start("left", left), b = realm.Start("right", right);
        (IActorRef keeper, ConcurrentQueue<object> errors) = a.StartKeeper();
        a.EventStream.Subscribe(keeper, typeof(AssociationErrorEvent));

        Realm.From(a, b, "/user/echo").Tell("hello");
        await Realm.EventuallyAsync(() => !errors.IsEmpty, "an error", logs: [a, b]);
        Exception cause = ((AssociationErrorEvent)errors.First()).Cause;
        reason = reason.Replace("LEFT", NodeOf(a), StringComparison.Ordinal).Replace("RIGHT", NodeOf(b), StringComparison.Ordinal);
        Assert.Contains(reason, cause.ToString(), StringComparison.Ordinal);
        await Realm.EventuallyAsync(() => Realm.Lines(a, reason).Count > 0, "a line", logs: a);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_untrusted_mode_a_BEAM_node_talks_to_actors_and_stops_none(bool untrusted)
    {
        using ActorSystem system = realm.Start(config: $"akka.remote.untrusted-mode = {(untrusted ? "on" : "off")}");
        IActorRef echo = system.StartEcho();
        BeamNode beam = await realm.StartBeamAsync($"untrusted{untrusted}@localhost");
        await beam.EvalAsync("""
            register(killer, spawn(fun() ->
                receive Pid when is_pid(Pid) -> ok end,
                Ref = monitor(process, Pid),
                exit(Pid, kill),
                Answer = try gen_server:call(Pid, still_there, 5000) catch exit:{Reason, _} -> Reason end,
                receive {told, From} -> From ! {Answer, demonitor(Ref, [flush])} end
            end))
            """);

        ErlangDistribution.Get(system).ActorFor("killer", beam.Name).Tell(echo);

        Assert.Equal(
            untrusted ? "still_there" : "killed",
            await beam.EvalAsync("killer ! {told, self()}, receive {Answer, _} -> Answer end"));
        Assert.Equal(
            untrusted ? "by_name" : "noproc",
            await beam.EvalAsync($"try gen_server:call({{echo, '{NodeOf(system)}'}}, by_name) catch exit:{{Reason, _}} -> Reason end"));
    }

    /// <summary>What a BEAM node may do goes on over the same connection, and one line says why it is no more than that.</summary>
    private static async Task StaysABeamNodeAsync(BeamNode beam, ActorSystem system, ConcurrentQueue<object> kept, string why)
    {
        await beam.EvalAsync($"{{victim, '{NodeOf(system)}'}} ! plainly, ok");
        await Realm.EventuallyAsync(() => !kept.IsEmpty, "the message of a BEAM node", logs: system);
        Assert.Equal("plainly", Assert.Single(kept).ToString());
        string refused = $"Refused Akka remoting to [{beam.Name}]";
        await Realm.EventuallyAsync(() => Realm.Lines(system, refused).Count > 0, "a line", logs: system);
        LogEvent line = Assert.Single(Realm.Lines(system, refused));
        Assert.Contains(why, Realm.Text(line), StringComparison.Ordinal);
    }

    private static string NodeOf(ActorSystem system) => ErlangDistribution.Get(system).Node.Name;

    private static async Task AttackAsync(BeamNode from, ActorSystem victim, string origin)
    {
        IEnumerable<string> frames = AttackFrames.Of(origin, Realm.AddressOf(victim).ToString()).Select(frame => $"<<{string.Join(',', frame)}>>");
        await from.EvalAsync($"[{{akka_remote, '{NodeOf(victim)}'}} ! Frame || Frame <- [{string.Join(", ", frames)}]], sent");
    }

    private static async Task AttackAsync(ErlangNode from, ActorSystem victim, string origin, bool proves)
    {
        var up = new TaskCompletionSource<NodeEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        from.NodeUp += (_, connection) => up.TrySetResult(connection);
        await from.ConnectAsync(NodeOf(victim));
        NodeEventArgs link = await up.Task.WaitAsync(Realm.Limit);
        var proof = new PeerProof("members"u8, link.Handshake, link.Security);
        IReadOnlyList<byte[]> frames = AttackFrames.Of(origin, Realm.AddressOf(victim).ToString());
        foreach (byte[] frame in proves ? [AttackFrames.Proof(proof.Ours.Span), .. frames] : frames)
        {
            await from.SendAsync("akka_remote", NodeOf(victim), new ErlBinary(frame));
        }
    }

    private Task<ErlangNode> StartInsiderAsync(string name) => ErlangNode.StartAsync(new ErlangNodeOptions
    {
        Name = name,
        Cookie = new ErlDist.Cookie("members"),
        Tls = TlsOptions.FromOptionFile(realm.OptFile()),
        Epmd = new EpmdOptions { Port = realm.Epmd.Port, StartServer = false },
    });
}
