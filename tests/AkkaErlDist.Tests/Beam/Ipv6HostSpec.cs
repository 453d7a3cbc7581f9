using Akka.Actor;
using Akka.TestKit;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Nodes whose hosts are IPv6 addresses: <c>b@::1</c> to Erlang, <c>b@[::1]</c> to Akka.</summary>
public sealed class Ipv6HostSpec
{
    [Theory]
    [InlineData("dot-netty", "inet6_tcp", "[::1]", true)]
    [InlineData("dot-netty", "inet6_tls", "::1", false)]
    [InlineData("sockets", "inet6_tcp", "::1", false)]
    [InlineData("sockets", "inet6_tls", "[::1]", true)]
    public async Task Sends_and_calls_go_both_ways(string carrier, string protoDist, string hostname, bool weDial)
    {
        await using BeamKitLease lease = await BeamKitLease.StartAsync(new BeamKitOptions
        {
            Carrier = carrier,
            ProtoDist = protoDist,
            TlsVersion = "tlsv1.3",
            Section = $"hostname = \"{hostname}\"",
        });
        BeamKit kit = lease.Kit;
        await using BeamNode beam = await kit.StartBeamAsync("b@::1");
        (IActorRef actor, TestProbe probe) = kit.Listener("probe");
        kit.System.StartEcho();
        Assert.Equal("sys@::1", kit.Erlang.Node.Name);
        Assert.Equal("[::1]", Realm.AddressOf(kit.System).Host);
        await beam.EvalAsync(
            "P = spawn(fun() -> F = fun(F) -> receive {'$gen_call', From, Q} -> gen:reply(From, {served, Q}), F(F); {P, M} -> P ! {back, M}, F(F) end end, F(F) end),"
            + " true = register(echo, P), ok");
        if (!weDial)
        {
            Assert.Equal("pong", await beam.EvalAsync("net_adm:ping('sys@::1')"));
        }

        ActorSelection selected = kit.System.ActorSelection("akka.erl://b@[::1]:0/user/echo");
        selected.Tell((actor, "selected"));
        Assert.Equal(Term.Parse("{back,<<\"selected\">>}"), await probe.ExpectMsgAsync<Term>(BeamKit.Limit));
        IActorRef echo = kit.Erlang.ActorFor("echo", "b@::1");
        echo.Tell((actor, "named"));
        Assert.Equal(Term.Parse("{back,<<\"named\">>}"), await probe.ExpectMsgAsync<Term>(BeamKit.Limit));
        Assert.Equal(Term.Parse("{served,1}"), await echo.Ask<Term>(new GenServerCall(1), BeamKit.Limit));
        Assert.Equal("hello", await beam.EvalAsync("gen_server:call({echo, 'sys@::1'}, hello)"));
        await beam.EvalAsync("{probe, 'sys@::1'} ! {whereis(echo), there}, ok");
        await probe.ExpectMsgAsync<object>(BeamKit.Limit);
    }

    [Theory]
    [InlineData("dot-netty", "hostname = \"::1\"")]
    [InlineData("sockets", "hostname = \"[::1]\"")]
    public async Task Actor_systems_reach_each_other(string carrier, string hostname)
    {
        await using Realm realm = await Realm.StartAsync();
        string section = $"proto-dist = inet6_tls\ncarrier = {carrier}\n{hostname}";
        ActorSystem one = realm.Start("pair", section, optFile: realm.OptFile("::1")), other = realm.Start("pair", section, optFile: realm.OptFile("::1"));
        other.StartEcho();
        one.StartEcho();

        Assert.Equal("there", await Realm.From(one, other, "/user/echo").Ask<string>("there", Realm.Limit));
        IActorRef back = await Realm.ResolveAsync(Realm.From(other, one, "/user/echo"));
        Assert.Equal("back", await back.Ask<string>("back", Realm.Limit));
        Assert.Equal("[::1]", back.Path.Address.Host);
    }
}
