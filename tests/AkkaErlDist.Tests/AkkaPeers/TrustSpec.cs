using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>
/// Who may speak Akka's own protocol. The hostile nodes here are real BEAMs with the common cookie and a good certificate, which
/// send what another actor system would.
/// </summary>
public sealed class TrustSpec(Realm realm) : IClassFixture<Realm>
{
    /// <summary>Frames as AkkaPeer writes them: opens an association, then ASSOCIATE and a message to /user/victim.</summary>
    private const string Attack = """
        (fun(To, Origin, Destination) ->
            Len = fun(B) -> iolist_to_binary([<<(byte_size(B))>>, B]) end,
            Field = fun(N, B) when byte_size(B) < 128 -> <<(N bsl 3 bor 2), (Len(B))/binary>>;
                       (N, B) -> <<(N bsl 3 bor 2), (128 bor (byte_size(B) band 127)), (byte_size(B) bsr 7), B/binary>> end,
            Frame = fun(Kind, Content) -> {akka_remote, To} ! <<(Kind bor 16#80), 1:32, Content/binary>> end,
            Victim = Field(1, Field(1, iolist_to_binary([Destination, "/user/victim"]))),
            Message = Field(2, <<(Field(1, <<"gotcha">>))/binary, 16, 17, (Field(3, <<"S">>))/binary>>),
            Envelope = <<Victim/binary, Message/binary, 41, 16#FFFFFFFFFFFFFFFF:64>>,
            Frame(1, iolist_to_binary([Origin, " ", Destination])),
            Address = <<(Field(1, <<"sys">>))/binary, (Field(2, <<"localhost">>))/binary, 24, 1, (Field(4, <<"erl">>))/binary>>,
            Handshake = <<(Field(1, Address))/binary, 17, 7:64/little>>,
            Frame(2, Field(2, <<8, 1, (Field(2, Handshake))/binary>>)),
            Frame(2, Field(1, Field(2, Envelope))),
            sent
        end)
        """;

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
        BeamNode insider = await realm.StartBeamAsync("sys-3@localhost", cookie: "members");

        await AttackAsync(insider, system, "akka.erl://sys@localhost:4");
        await Realm.EventuallyAsync(
            () => Realm.Lines(system, "akka.erl://sys@localhost:4 would have another node name than sys-3@localhost").Count == 1, "a line", logs: system);
        Assert.Empty(kept);
    }

    [Fact]
    public async Task The_attack_is_one()
    {
        // With the members' cookie the same frames do arrive: it is the trust that stops them above, not their form.
        using ActorSystem system = realm.Start();
        (_, ConcurrentQueue<object> kept) = system.StartKeeper("victim");
        BeamNode insider = await realm.StartBeamAsync("sys-5@localhost", cookie: "members");

        await AttackAsync(insider, system, "akka.erl://sys@localhost:5");
        await Realm.EventuallyAsync(() => !kept.IsEmpty, "the message", logs: system);
        Assert.Equal(["gotcha"], kept);
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

    private static async Task AttackAsync(BeamNode from, ActorSystem victim, string origin) => await from.EvalAsync(string.Create(
        CultureInfo.InvariantCulture, $"{Attack}('{NodeOf(victim)}', \"{origin}\", \"{Realm.AddressOf(victim)}\")"));
}
