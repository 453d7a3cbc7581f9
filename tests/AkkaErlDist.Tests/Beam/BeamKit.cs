using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Beam;

/// <summary>How actor systems and BEAM nodes of a <see cref="BeamKit"/> find and trust each other.</summary>
public sealed record BeamKitOptions
{
    public string Carrier { get; init; } = "dot-netty";

    public string ProtoDist { get; init; } = "inet_tls";

    public string TlsVersion { get; init; } = "tlsv1.3";

    /// <summary>More of the section <c>akka.remote.erl-dist</c>, as HOCON.</summary>
    public string Section { get; init; } = "";

    /// <summary>Whether processes are addressed by references that Akka makes from paths.</summary>
    public bool ByPath { get; init; }

    /// <summary>More HOCON, at the top.</summary>
    public string Config { get; init; } = "";
}

/// <summary>
/// A real BEAM node <c>beam@localhost</c> and an actor system <c>sys@localhost</c> with true Akka, over TLS with client
/// certificates, and an EPMD of their own.
/// </summary>
public class BeamKit : IAsyncLifetime
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Akka gives its transports ten seconds of their own to end (shutdown-timeout).</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("akka-erldist-").FullName;
    private readonly BeamKitOptions _options;
    private readonly ConcurrentQueue<LogEvent> _log = new();
    private PrivateEpmd? _epmd;
    private BeamNode? _beam;

    public BeamKit()
        : this(new BeamKitOptions())
    {
    }

    private protected BeamKit(BeamKitOptions options)
    {
        _options = options;
        OptFile = Path.Combine(_directory, "node.conf");
    }

    public BeamNode Beam => _beam ?? throw new InvalidOperationException("The kit is not started.");

    public TestKit Kit { get; private set; } = null!;

    public ActorSystem System => Kit.Sys;

    public ErlangDistribution Erlang => ErlangDistribution.Get(System);

    /// <summary>The log of the actor system so far, from INFO on.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>The same, as events.</summary>
    public IReadOnlyCollection<LogEvent> LogLines => _log;

    public string OptFile { get; }

    public TestAuthority Authority { get; } = new();

    public PrivateEpmd Epmd => _epmd!;

    public int EpmdPort => _epmd!.Port;

    /// <summary>The section that joins an actor system to the BEAM node, as HOCON.</summary>
    public string Hocon => string.Create(CultureInfo.InvariantCulture, $$"""
        akka {
          loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
          loglevel = INFO
          actor.provider = remote
          remote.enabled-transports = ["akka.remote.erl-dist"]
          remote.erl-dist {
            transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
            hostname = "localhost"
            cookie = "secret"
            proto-dist = "{{_options.ProtoDist}}"
            carrier = "{{_options.Carrier}}"
            ssl-dist-optfile = "{{OptFile}}"
            epmd-port = {{EpmdPort}}
            {{_options.Section}}
          }
        }
        {{_options.Config}}
        """);

    public async Task InitializeAsync()
    {
        await WriteOptionFileAsync();
        _epmd = await PrivateEpmd.StartAsync();
        Task<BeamNode> beam = StartBeamAsync("beam@localhost");
        Kit = new TestKit(ActorSystem.Create("sys", BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Hocon))));
        IActorRef collector = ((ExtendedActorSystem)System).SystemActorOf(Props.Create(() => new LogCollector(_log)).WithDeploy(Deploy.Local), "log-collector");
        System.EventStream.Subscribe(collector, typeof(LogEvent));
        _beam = await beam;
    }

    public async Task DisposeAsync()
    {
        if (Kit is not null)
        {
            try
            {
                await System.Terminate().WaitAsync(s_endLimit);
            }
            catch (TimeoutException)
            {
                // Of what a fixture throws the runner shows the type alone: another one than where the node does not end.
                Assert.Fail($"{System.Name} has not ended within {s_endLimit.TotalSeconds} s. Its log:\n{Log}");
            }
        }

        await (_beam?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_epmd?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Another node, with the same trust.</summary>
    public Task<BeamNode> StartBeamAsync(string name) => BeamNode.StartAsync(new BeamNodeOptions
    {
        Name = name,
        EpmdPort = EpmdPort,
        ProtoDist = _options.ProtoDist,
        OptFile = _options.ProtoDist.EndsWith("_tls", StringComparison.Ordinal) ? OptFile : null,
        Flags = _options.ProtoDist.StartsWith("inet6", StringComparison.Ordinal) ? Inet6Flags() : [],
    });

    /// <summary>A reference to a process by its registered name: one of ours, or where <see cref="BeamKitOptions.ByPath"/> says so one that Akka makes from its path.</summary>
    public IActorRef Process(string name) => _options.ByPath
        ? ((ExtendedActorSystem)System).Provider.ResolveActorRef($"akka.erl://{Beam.Name}:0/user/{name}")
        : Erlang.ActorFor(name, Beam.Name);

    /// <summary>An actor below /user that forwards all it gets to a probe.</summary>
    public (IActorRef Actor, Akka.TestKit.TestProbe Probe) Listener(string name)
    {
        Akka.TestKit.TestProbe probe = Kit.CreateTestProbe();
        return (System.ActorOf(Props.Create(() => new Forwarder(probe)), name), probe);
    }

    /// <summary>A BEAM process, registered, that runs a fun of arity 1, itself its argument: <c>fun Loop(Self) -> … end</c>.</summary>
    public Task SpawnAsync(string name, string fun) => Beam.EvalAsync(
        $"P = spawn(fun() -> F = {fun}, F(F) end), true = register({name}, P), ok");

    /// <summary>localhost as an IPv6 host, whatever the machine's own hosts file says.</summary>
    private string[] Inet6Flags()
    {
        string inetrc = Path.Combine(_directory, "inetrc");
        File.WriteAllText(inetrc, "{host, {0,0,0,0,0,0,0,1}, [\"localhost\"]}.\n{lookup, [file, native]}.\n");
        return ["-kernel", "inetrc", $"\"{inetrc}\""];
    }

    private async Task WriteOptionFileAsync()
    {
        string pem = Path.Combine(_directory, "node.pem");
        string ca = Path.Combine(_directory, "ca.pem");
        await File.WriteAllTextAsync(pem, TestAuthority.PemBundle(Authority.Issue(new TestCertificateOptions { DnsNames = ["localhost", "::1"] })));
        await File.WriteAllTextAsync(ca, Authority.Pem);
        string role = $"{{certfile, \"{pem}\"}}, {{cacertfile, \"{ca}\"}}, {{versions, ['{_options.TlsVersion}']}}, {{verify, verify_peer}}";
        await File.WriteAllTextAsync(OptFile, $"[{{server, [{role}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{role}]}}].\n");
    }

    private sealed class LogCollector : ReceiveActor
    {
        public LogCollector(ConcurrentQueue<LogEvent> log) => Receive<LogEvent>(line =>
        {
            log.Enqueue(line);
            News.Tell();
        });
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef to) => ReceiveAny(to.Forward);
    }
}
