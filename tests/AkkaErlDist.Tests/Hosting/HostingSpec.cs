using ErlDist.Nodes;
using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using AkkaErlDist.Hosting;
using AkkaErlDist.Tests.AkkaPeers;
using AkkaErlDist.Tests.Beam;
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
                "SslDistOptFile": "{{kit.OptFile}}", "NetTickTime": "00:00:20", "AkkaPeerNodes": ["other@localhost"],
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
    public async Task Certificates_in_memory_callbacks_and_functions_come_by_the_setup()
    {
        var seen = new TaskCompletionSource<string>();
        var role = new TlsServerOptions
        {
            Certificate = kit.Authority.Issue(new CertificateWish { DnsNames = ["localhost"] }),
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

    [Fact]
    public void A_key_that_is_none_is_an_error_that_names_it()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            new AkkaConfigurationBuilder(new ServiceCollection(), "sys").WithErlangDistribution(Section("""{ "ErlDist": { "Hostnam": "x" } }""")));
        Assert.Contains("Hostnam", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_TLS_options_the_host_does_not_start_and_says_what_is_missing()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync("sys", """{ "ErlDist": { "Cookie": "secret" } }"""));
        Assert.Contains("there are no TLS options", error.ToString(), StringComparison.Ordinal);
    }

    private static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().GetSection("ErlDist");

    private static async Task<IHost> StartAsync(string system, string json, Action<ErlangDistributionOptions>? configure = null)
    {
        HostApplicationBuilder host = Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddAkka(system, builder => builder
            .WithErlangDistribution(Section(json), configure)
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

    private sealed class Greeter : ReceiveActor
    {
        public Greeter() => ReceiveAny(_ => Sender.Tell((Atom.Get("greeted"), Context.System.Name)));
    }
}
