using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>
/// An EPMD and an authority of their own, and any number of actor systems and BEAM nodes that trust each other's certificates
/// over TLS 1.3. The actor systems have a cookie of their own besides, as a cluster should.
/// </summary>
public sealed class Realm : IAsyncLifetime, IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _directory = Directory.CreateTempSubdirectory("akka-realm-").FullName;
    private readonly TestAuthority _authority = new();
    private readonly ConcurrentBag<ActorSystem> _systems = [];
    private readonly ConcurrentBag<BeamNode> _beams = [];
    private int _files;

    public PrivateEpmd Epmd { get; private set; } = null!;

    /// <summary>One for a single test, which may harm it.</summary>
    public static async Task<Realm> StartAsync()
    {
        var realm = new Realm();
        await realm.InitializeAsync();
        return realm;
    }

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "ca.pem"), _authority.Pem);
        Epmd = await PrivateEpmd.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate())).WaitAsync(Limit * 2);
        await Task.WhenAll(_beams.Select(beam => beam.DisposeAsync().AsTask()));
        await Epmd.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    /// <summary>An option file with a certificate of its own.</summary>
    public string OptFile(params string[] names)
    {
        int number = Interlocked.Increment(ref _files);
        string pem = Path.Combine(_directory, $"node{number}.pem");
        string ca = Path.Combine(_directory, "ca.pem");
        string file = Path.Combine(_directory, $"node{number}.conf");
        string[] dnsNames = names.Length == 0 ? ["localhost"] : names;
        File.WriteAllText(pem, TestAuthority.PemBundle(_authority.Issue(new TestCertificateOptions { DnsNames = dnsNames })));
        string role = $"{{certfile, \"{pem}\"}}, {{cacertfile, \"{ca}\"}}, {{versions, ['tlsv1.3']}}, {{verify, verify_peer}}";
        File.WriteAllText(file, $"[{{server, [{role}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{role}]}}].\n");
        return file;
    }

    /// <summary>An actor system with an Erlang node.</summary>
    /// <param name="name">The system's name.</param>
    /// <param name="section">More of the section <c>akka.remote.erl-dist</c>, as HOCON.</param>
    /// <param name="config">More HOCON, at the top.</param>
    /// <param name="optFile">TLS options; a certificate of the host by rule.</param>
    public ActorSystem Start(string name = "sys", string section = "", string config = "", string? optFile = null)
    {
        Config hocon = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            {{config}}
            akka.remote.erl-dist {
              {{section}}
            }
            """)).WithFallback(ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka {
              loglevel = INFO
              stdout-loglevel = OFF
              loggers = ["AkkaErlDist.Tests.AkkaPeers.LogKeeper, AkkaErlDist.Tests"]
              actor.provider = remote
              remote {
                enabled-transports = ["akka.remote.erl-dist"]
                retry-gate-closed-for = 200ms
                erl-dist {
                  transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
                  hostname = "localhost"
                  node-name = "{system}-{port}@{host}"
                  cookie = "secret"
                  akka-peers.cookie = "members"
                  ssl-dist-optfile = "{{optFile ?? OptFile()}}"
                  epmd-port = {{Epmd.Port}}
                }
              }
            }
            """)));
        var system = ActorSystem.Create(name, BootstrapSetup.Create().WithConfig(hocon));
        _systems.Add(system);
        return system;
    }

    /// <summary>A BEAM node.</summary>
    public async Task<BeamNode> StartBeamAsync(string name = "beam@localhost", string cookie = "secret", string? optFile = null, params string[] flags)
    {
        BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = name,
            Cookie = cookie,
            EpmdPort = Epmd.Port,
            ProtoDist = "inet_tls",
            OptFile = optFile ?? OptFile(),
            Flags = flags,
        });
        _beams.Add(beam);
        return beam;
    }

    /// <summary>Where a system's actors are for others.</summary>
    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>A selection of an actor of another system, or a process of a BEAM node.</summary>
    public static ActorSelection From(ActorSystem system, ActorSystem other, string path) =>
        system.ActorSelection(AddressOf(other) + path);

    /// <summary>The lines of a system's log that hold a part.</summary>
    public static IReadOnlyList<LogEvent> Lines(ActorSystem system, string part, LogLevel from = LogLevel.WarningLevel) =>
        [.. LogKeeper.Of(system).Where(line => line.LogLevel() >= from && Text(line).Contains(part, StringComparison.Ordinal))];

    /// <summary>A line as text, with its exception.</summary>
    public static string Text(LogEvent line) => $"{line.Message} {line.Cause?.ToString() ?? ""}";

    /// <summary>All of a system's log, for a failed test's message.</summary>
    public static string Log(ActorSystem system) => string.Join('\n', LogKeeper.Of(system));

    /// <summary>Waits until something is so that a log or a keeper of messages shows.</summary>
    public static async Task EventuallyAsync(Func<bool> condition, string what, TimeSpan? limit = null, params ActorSystem[] logs)
    {
        if (!await News.AwaitAsync(condition, limit ?? Limit))
        {
            throw TooLate(what, logs);
        }
    }

    /// <summary>Looks or asks again until something is so of which Akka sends no event.</summary>
    public static Task PollAsync(Func<bool> condition, string what, TimeSpan? limit = null, params ActorSystem[] logs) =>
        PollAsync(() => Task.FromResult(condition()), what, limit, logs);

    /// <summary>The same, of what has to be asked for.</summary>
    public static async Task PollAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null, params ActorSystem[] logs)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (limit ?? Limit))
            {
                throw TooLate(what, logs);
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Resolves an actor or a process, and tries again while its address is gated.</summary>
    public static async Task<IActorRef> ResolveAsync(ActorSelection selection, TimeSpan? limit = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await selection.ResolveOne(TimeSpan.FromSeconds(1));
            }
            catch (ActorNotFoundException) when (Stopwatch.GetElapsedTime(start) < (limit ?? Limit))
            {
            }
        }
    }

    private static TimeoutException TooLate(string what, ActorSystem[] logs) =>
        new($"{what}: it did not come to that.\n{string.Join("\n---\n", logs.Select(Log))}");
}
