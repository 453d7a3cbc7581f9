using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using AkkaErlDist.Configuration;
using AkkaErlDist.Hosting;
using AkkaErlDist.Tests.AkkaPeers;
using AkkaErlDist.Tests.Beam;
using ErlDist;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing.Tls;
using ErlDist.Tls;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaErlDist.Tests.Hosting;

/// <summary>WithErlangDistribution in a real host, asked by a real BEAM node over TLS.</summary>
public sealed class HostingSpec(BeamKit kit) : IClassFixture<BeamKit>
{
    [Fact]
    public async Task Options_come_from_appsettings_and_the_health_check_tells_what_is_wrong()
    {
        using IHost host = await StartAsync("hosted", $$"""
            {
              "ErlDist": {
                "Hostname": "localhost", "Cookie": "secret", "Carrier": "Sockets", "EpmdPort": {{kit.EpmdPort}}, "StartEpmd": false,
                "SslDistOptFile": "{{kit.OptFile}}", "NetTickTime": "20 s", "AkkaPeers": { "Nodes": ["other@localhost"] }, "dot-netty": { "io-threads": 1 },
                "Cookies": { "nobody@localhost": "another" }
              }
            }
            """);
        Assert.Equal("{greeted,<<\"hosted\">>}", await kit.Beam.EvalAsync("gen_server:call({greeter, hosted@localhost}, hello)"));

        HealthReportEntry up = await HealthAsync(host);
        Assert.Equal(HealthStatus.Healthy, up.Status);
        Assert.StartsWith("hosted@localhost listens on 127.0.0.1:", up.Description, StringComparison.Ordinal);
        Assert.Equal(["beam@localhost"], (IReadOnlyList<string>)up.Data["connected"]);

        ActorSystem system = host.Services.GetRequiredService<ActorSystem>();
        (IActorRef keeper, ConcurrentQueue<object> lines) = system.StartKeeper();
        system.EventStream.Subscribe(keeper, typeof(LogEvent));
        await kit.Epmd.KillAsync();
        await Realm.EventuallyAsync(() => lines.Any(line => $"{line}".Contains("went away", StringComparison.Ordinal)), "the end of EPMD is noticed");
        HealthReportEntry lost = await HealthAsync(host);
        Assert.Equal(HealthStatus.Degraded, lost.Status);
        Assert.Contains("EPMD doesn't know hosted@localhost", lost.Description, StringComparison.Ordinal);
        await kit.Epmd.RestartAsync();
        await Realm.EventuallyAsync(() => lines.Any(line => $"{line}".Contains("hosted is registered", StringComparison.Ordinal)), "EPMD is back");
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Status);

        await host.StopAsync();
        HealthReportEntry down = await HealthAsync(host);
        Assert.Equal((HealthStatus.Unhealthy, "The actor system hosted has ended."), (down.Status, down.Description));
    }

    [Fact]
    public async Task A_node_needs_no_remoting_and_leaves_other_extensions_alone()
    {
        HostApplicationBuilder host = Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddAkka("local", builder => builder
            .WithExtensions(typeof(OtherExtension))
            .WithErlangNode(Section($$"""
                { "ErlDist": { "Hostname": "localhost", "Cookie": "secret", "EpmdPort": {{kit.EpmdPort}}, "SslDistOptFile": "{{kit.OptFile}}" } }
                """))
            .WithActors((actors, _) => actors.ActorOf(Props.Create(() => new Greeter()), "greeter")));
        using IHost built = host.Build();
        await built.StartAsync().WaitAsync(BeamKit.Limit);

        Assert.Equal("{greeted,<<\"local\">>}", await kit.Beam.EvalAsync("gen_server:call({greeter, local@localhost}, hello)"));
        ActorSystem system = built.Services.GetRequiredService<ActorSystem>();
        Assert.True(system.HasExtension<OtherExtension.Instance>());
        Assert.Null(((ExtendedActorSystem)system).Provider.DefaultAddress.Host);
        await built.StopAsync();
    }

    [Fact]
    public void A_node_alone_chooses_no_transports() => Assert.Contains(
        "EnabledTransports has no meaning to WithErlangNode",
        Assert.Throws<InvalidOperationException>(() => new AkkaConfigurationBuilder(new ServiceCollection(), "sys")
            .WithErlangNode(Section("""{ "ErlDist": { "EnabledTransports": ["akka.remote.erl-dist"] } }"""))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Certificates_in_memory_callbacks_and_functions_come_by_the_setup()
    {
        var seen = new TaskCompletionSource<string>();
        var role = new TlsServerOptions
        {
            Certificate = kit.Authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] }),
            CaCertificates = [kit.Authority.Certificate],
            VerifyFunction = verification =>
            {
                if (verification.IsPeer)
                {
                    seen.TrySetResult(verification.Certificate.Subject);
                }

                return verification.Fault is null ? TlsVerdict.Valid : TlsVerdict.Fail($"{verification.Fault}");
            },
        };
        using IHost host = await StartAsync("setup", "{}", options =>
        {
            options.Hostname = "localhost";
            options.Cookie = "secret";
            options.EpmdPort = kit.EpmdPort;
            options.Setup = new ErlDistSetup
            {
                Tls = new TlsOptions
                {
                    Server = role,
                    Client = new TlsClientOptions { Certificate = role.Certificate, CaCertificates = role.CaCertificates },
                },
            }.WithExport("dotnet", "twice", 1, (arguments, _) => ValueTask.FromResult<Term>(2 * ((ErlInteger)arguments[0]).Value));
        });

        Assert.Equal("42", await kit.Beam.EvalAsync("erpc:call(setup@localhost, dotnet, twice, [21])"));
        Assert.Equal("CN=node", await seen.Task.WaitAsync(BeamKit.Limit));
    }

    [Theory]
    [InlineData("""{ "Hostnam": "x" }""", "ErlDist:Hostnam is no setting of AkkaErlDist; did you mean Hostname?")]
    [InlineData("""{ "AkkaPeers": { "Node": ["x"] } }""", "ErlDist:AkkaPeers:Node is no setting of AkkaErlDist; did you mean Nodes?")]
    [InlineData("""{ "DotNetty": { "io-thread": 1 } }""", "ErlDist:DotNetty:io-thread is no setting of AkkaErlDist; did you mean IoThreads?")]
    [InlineData("""{ "EnabledTransport": ["x"] }""", "did you mean EnabledTransports?")]
    [InlineData("""{ "Port": [1] }""", "ErlDist:Port must be a whole number")]
    [InlineData("""{ "NetTickTime": "8 s", "net-tick-time": "9 s" }""", "are the same setting in two spellings: leave one")]
    [InlineData("""{ "AkkaPeers": "x" }""", "ErlDist:AkkaPeers must be a section")]
    [InlineData("""{ "KeepConnected": "a@b" }""", "ErlDist:KeepConnected is \"a@b\", but must be a list")]
    public void A_key_that_is_none_is_an_error_that_names_it(string json, string complaint)
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Configure(json));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "NetTickTime": "60" }""", "ErlDist:NetTickTime is \"60\", but must be a time with its unit")]
    [InlineData("""{ "Port": "9105", "PortMax": 9100 }""", "ErlDist:PortMax is 9100 and ErlDist:Port is 9105")]
    [InlineData("""{ "AkkaPeers": { "Nodes": [] }, "dot-netty": { "backlog": 0 } }""", "ErlDist:dot-netty:backlog is \"0\"")]
    public void A_bad_value_is_an_error_that_names_the_setting(string json, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<ConfigurationException>(() => Load(Configure(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_bad_value_in_code_is_an_error_that_names_the_property() => Assert.StartsWith(
        "ErlangDistributionOptions.NetTickTime is \"0 ms\", but must be",
        Assert.Throws<ConfigurationException>(() => Load(Configure("{}", o => o.NetTickTime = TimeSpan.Zero))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Settings_come_in_either_spelling_and_code_counts_before_them()
    {
        ErlDistSettings settings = Load(Configure(
            """
            { "net-ticktime": "20 s", "NetTickIntensity": "8", "Carrier": "Sockets", "Hidden": false, "Cookies": { "a@h": "c" },
              "Server": { "certfile": "s.pem", "versions": ["tlsv1.3"] }, "AkkaPeers": { "CertificateNames": ["x"] } }
            """,
            o => o.NetTickIntensity = 9));

        Assert.Equal((20, 9, CarrierKind.Sockets, false), ((int)settings.NetTickTime.TotalSeconds, settings.NetTickIntensity, settings.Carrier, settings.Hidden));
        Assert.Equal("c", settings.Cookies["a@H"]);
        Assert.Equal(["x"], settings.AkkaPeers.CertificateNames);
        Assert.Equal(["ErlDist:Server:certfile", "ErlDist:Server:versions"], settings.TlsSettings.Select(o => o.Key));
    }

    /// <summary>What WithRemoting of Akka.Remote.Hosting does: it writes this section, and no list of transports.</summary>
    [Fact]
    public void Akkas_own_transport_stays_where_it_was_set_up_before()
    {
        Config both = Configure("{}", before: WithRemoting);

        Assert.Equal(["akka.remote.dot-netty.tcp", "akka.remote.erl-dist"], both.GetStringList("akka.remote.enabled-transports"));
        Assert.Equal(["akka.remote.erl-dist"], Configure("{}").GetStringList("akka.remote.enabled-transports"));
        Assert.Equal(
            ["akka.remote.erl-dist"],
            Configure("{}", o => o.EnabledTransports = ["akka.remote.erl-dist"], before: WithRemoting).GetStringList("akka.remote.enabled-transports"));
    }

    [Fact]
    public async Task Akkas_own_transport_set_up_afterwards_is_an_error_that_says_what_to_do()
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync("sys", "{}", o => o.ProtoDist = "inet_tcp", after: WithRemoting));
        Assert.Contains("Call WithRemoting before WithErlangDistribution", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_TLS_options_the_host_does_not_start_and_says_what_is_missing()
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync("sys", """{ "ErlDist": { "Cookie": "secret" } }"""));
        Assert.Contains("there are no TLS options", error.ToString(), StringComparison.Ordinal);
    }

    private static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().GetSection("ErlDist");

    private static AkkaConfigurationBuilder WithRemoting(AkkaConfigurationBuilder builder) =>
        builder.AddHocon("akka.remote.dot-netty.tcp { hostname = localhost, port = 0 }", HoconAddMode.Prepend);

    private static Config Configure(
        string json, Action<ErlangDistributionOptions>? configure = null, Func<AkkaConfigurationBuilder, AkkaConfigurationBuilder>? before = null)
    {
        var builder = new AkkaConfigurationBuilder(new ServiceCollection(), "sys");
        before?.Invoke(builder);
        return builder.WithErlangDistribution(Section($$"""{ "ErlDist": {{json}} }"""), configure).Configuration.Value;
    }

    private static ErlDistSettings Load(Config config) =>
        ErlDistSettings.Load("sys", config.GetConfig("akka.remote.erl-dist"), "akka.remote.erl-dist", _ => null);

    private static async Task<IHost> StartAsync(
        string system,
        string json,
        Action<ErlangDistributionOptions>? configure = null,
        Func<AkkaConfigurationBuilder, AkkaConfigurationBuilder>? after = null)
    {
        HostApplicationBuilder host = Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddAkka(system, builder => (after ?? (same => same))(builder.WithErlangDistribution(Section(json), configure))
            .WithActors((actors, _) => actors.ActorOf(Props.Create(() => new Greeter()), "greeter")));
        host.Services.AddHealthChecks().AddErlangDistribution();
        IHost built = host.Build();
        try
        {
            await built.StartAsync().WaitAsync(BeamKit.Limit);
            return built;
        }
        catch
        {
            built.Dispose();
            throw;
        }
    }

    private static async Task<HealthReportEntry> HealthAsync(IHost host)
    {
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WaitAsync(BeamKit.Limit);
        return report.Entries["erlang-distribution"];
    }

    private sealed class OtherExtension : ExtensionIdProvider<OtherExtension.Instance>
    {
        public override Instance CreateExtension(ExtendedActorSystem system) => new();

        public sealed class Instance : IExtension;
    }

    private sealed class Greeter : ReceiveActor
    {
        public Greeter() => ReceiveAny(_ => Sender.Tell((Atom.Get("greeted"), Context.System.Name)));
    }
}
