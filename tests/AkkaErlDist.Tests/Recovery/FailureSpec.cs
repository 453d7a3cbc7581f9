using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing.Tls;

namespace AkkaErlDist.Tests.Recovery;

/// <summary>What keeps a BEAM node from being reached is in one line of the log, at the first attempt.</summary>
public sealed class FailureSpec(Realm realm) : IClassFixture<Realm>
{
    [Fact]
    public Task No_such_host() => CheckAsync("beam@no-such-host.invalid", "no-such-host.invalid");

    [Fact]
    public Task No_such_node() => CheckAsync("nobody@localhost", "EPMD on localhost knows no node 'nobody'");

    [Fact]
    public async Task No_EPMD()
    {
        await using Realm alone = await Realm.StartAsync();
        using ActorSystem system = alone.Start();
        await alone.Epmd.KillAsync();

        await CheckAsync(system, "beam@localhost", "EPMD");
    }

    [Fact]
    public async Task Another_cookie()
    {
        await realm.StartBeamAsync("other_cookie@localhost", cookie: "another");
        await CheckAsync("other_cookie@localhost", "its cookie is another one");
    }

    [Fact]
    public async Task Plain_TCP_where_TLS_is_expected()
    {
        await using BeamNode plain = await BeamNode.StartAsync(new BeamNodeOptions { Name = "plain@localhost", EpmdPort = realm.Epmd.Port });
        await CheckAsync("plain@localhost", "TLS");
    }

    [Fact]
    public async Task A_certificate_of_another_authority()
    {
        using var other = new TemporaryFile();
        var authority = new TestAuthority("CN=other CA");
        await File.WriteAllTextAsync(other.Path, TestAuthority.PemBundle(authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] })));
        using var conf = new TemporaryFile();
        await File.WriteAllTextAsync(
            conf.Path, $"[{{server, [{{certfile, \"{other.Path}\"}}, {{versions, ['tlsv1.3']}}]}}, {{client, [{{certfile, \"{other.Path}\"}}]}}].\n");
        await realm.StartBeamAsync("other_ca@localhost", optFile: conf.Path);
        await CheckAsync("other_ca@localhost", "certificate");
    }

    [Fact]
    public async Task A_certificate_for_another_host()
    {
        await realm.StartBeamAsync("other_host@localhost", optFile: realm.OptFile("elsewhere.example"));
        await CheckAsync("other_host@localhost", "elsewhere.example");
    }

    [Fact]
    public async Task Another_node_than_EPMD_says()
    {
        BeamNode beam = await realm.StartBeamAsync("present@localhost");
        await beam.EvalAsync("""
            {ok, S} = gen_tcp:connect({127,0,0,1}, list_to_integer(os:getenv("ERL_EPMD_PORT")), [binary, {active, false}, {packet, 2}]),
            {port, Port, _} = erl_epmd:port_please("present", {127,0,0,1}),
            ok = gen_tcp:send(S, <<120, Port:16, 77, 0, 6:16, 5:16, 6:16, "absent", 0:16>>),
            ok = inet:setopts(S, [{packet, raw}]), {ok, <<_, 0, _/binary>>} = gen_tcp:recv(S, 4),
            register(stale, spawn(fun() -> receive never -> ok end end)), ok = gen_tcp:controlling_process(S, whereis(stale)), ok
            """);
        await CheckAsync("absent@localhost", "reached a node that calls itself 'present@localhost'");
    }

    [Fact]
    public async Task Nobody_at_the_port_of_an_actor_system()
    {
        using var free = new Socket(SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound and not listening: nobody else gets the port meanwhile.
        int port = ((IPEndPoint)free.LocalEndPoint!).Port;
        using ActorSystem system = realm.Start();
        await CheckAsync(system, $"sys-{port}@localhost", "Nothing listens", $"akka.erl://sys@localhost:{port}");
    }

    private async Task CheckAsync(string node, string reason)
    {
        using ActorSystem system = realm.Start();
        await CheckAsync(system, node, reason);
    }

    private static async Task CheckAsync(ActorSystem system, string node, string reason, string? address = null)
    {
        system.ActorSelection($"{address ?? $"akka.erl://{node}:0"}/user/echo").Tell("hello");

        await Realm.EventuallyAsync(() => Realm.Lines(system, node).Any(IsOfTheNode), "a line", logs: system);
        LogEvent line = Realm.Lines(system, node).First(IsOfTheNode);
        Assert.Contains(reason, Realm.Text(line), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\n', line.Message.ToString()!);

        static bool IsOfTheNode(LogEvent line) => line.LogSource.Contains("ErlangNode", StringComparison.Ordinal);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
