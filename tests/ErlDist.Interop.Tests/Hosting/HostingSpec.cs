using ErlDist.Hosting;
using ErlDist.Terms;
using ErlDist.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ErlDist.Interop.Tests.Hosting;

/// <summary>A node in a host, by the keys of appsettings and of HOCON, with a real BEAM as its peer.</summary>
public sealed class HostingSpec : IAsyncLifetime
{
    private PrivateEpmd? _epmd;
    private BeamNode? _beam;

    public async Task InitializeAsync()
    {
        _epmd = await PrivateEpmd.StartAsync();
        _beam = await BeamNode.StartAsync(new BeamNodeOptions { Name = "beam@localhost", EpmdPort = _epmd.Port });
    }

    public async Task DisposeAsync()
    {
        await _beam!.DisposeAsync();
        await _epmd!.DisposeAsync();
    }

    [Fact]
    public async Task A_gen_server_from_DI_answers_a_BEAM_and_the_node_is_injected()
    {
        using IHost host = Host(
            new() { ["ErlDist:NodeName"] = "shop", ["ErlDist:net-ticktime"] = "30 s", ["ErlDist:SendQueueSize"] = "2 MiB", ["ErlDist:held-size"] = "8 GiB", ["ErlDist:OutboxesSize"] = "3 GiB" },
            (services, configuration) =>
            {
                services.AddSingleton(new PriceList(7));
                services.AddErlangNode(configuration)
                    .AddGenServer<PricingServer>("pricing")
                    .Prepare((_, node) => node.Export("shop", "version", 0, (_, _) => ValueTask.FromResult<Term>("1.0")));
                services.AddHostedService<Greeter>();
            });
        await host.StartAsync();
        ErlangNode node = host.Services.GetRequiredService<ErlangNode>();
        Assert.Same(node, host.Services.GetRequiredService<IErlangNode>());
        Assert.Equal((TimeSpan.FromSeconds(30), 2 * 1024 * 1024), (node.Options.NetTickTime, node.Options.Limits.OutboundBytes));
        Assert.Equal((8L << 30, 3L << 30), (node.Options.Limits.HeldBytes, node.Options.Limits.OutboxesBytes));
        Assert.Equal("7", await _beam!.EvalAsync("gen_server:call({pricing, shop@localhost}, {quote, <<\"tea\">>})"));
        Assert.Equal("<<\"1.0\">>", await _beam.EvalAsync("rpc:call(shop@localhost, shop, version, [])"));
        Assert.Same(node, host.Services.GetServices<IHostedService>().OfType<Greeter>().Single().Node);

        await host.StopAsync();
        await _beam.EventuallyAsync("not lists:member(shop@localhost, nodes(connected))");
        Assert.DoesNotContain("shop", await _beam.EvalAsync("element(2, net_adm:names())"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_nodes_have_names_and_checks_of_their_own()
    {
        using IHost host = Host(
            new() { ["One:NodeName"] = "one", ["Two:NodeName"] = "two@localhost" },
            (services, configuration) =>
            {
                services.AddErlangNode("one", configuration.GetSection("One"), Quick);
                services.AddErlangNode("two", configuration.GetSection("Two"), Quick).AddGenServer<PricingServer>("pricing");
                services.AddSingleton(new PriceList(2));
                services.AddHealthChecks().AddErlangNode("one").AddErlangNode("two");
            });
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        await host.StartAsync();
        Assert.Equal("two@localhost", host.Services.GetRequiredKeyedService<ErlangNode>("two").Name);
        Assert.Equal("two@localhost", host.Services.GetRequiredKeyedService<IErlangNode>("two").Name);
        Assert.Equal("2", await _beam!.EvalAsync("gen_server:call({pricing, two@localhost}, x)"));
        HealthReport report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(["erlang-node-one", "erlang-node-two"], report.Entries.Keys.Order());
        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "Cooky", "x", "Did you mean Cookie?" },
        { "NetTickTime", "60", "60 s" },
        { "net-ticktime", "1 ms", "NetTickTime is 0.001 s, but must be from 0.1 s" },
        { "ConnectionTimeout", "soon", "500 ms" },
        { "Port", "70000", "65535" },
        { "OutboxesSize", "1 MiB", "OutboxesSize is 1048576, less than The Erlang node's OutboxSize, which is 67108864" },
        { "HeldSize", "much", "a whole number from 0 to 1099511627776" },
        { "HeldSize", "0", "HeldSize is 0, but must be 1 or more" },
        { "PortMax", "-1", "PortMax" },
        { "ProtoDist", "inet_tls", "SslDistOptFile" },
        { "ProtoDist", "pigeon", "inet6_tls" },
        { "NodeName", "a@b@c", "no node name" },
        { "NodeName", "", "NodeName is missing" },
        { "Hidden", "perhaps", "true or false" },
        { "SslDistOpt:0", "server_certfile", "server_certfile" },
        { "Server:certfiel", "x.pem", "certfile" },
        { "tls-defaults", "otp99", "latest or otp25" },
        { "Discovery", "static", "Static is empty" },
        { "Discovery", "pigeon", "epmd, static or dns" },
        { "Dns:Servce", "x", "Did you mean Service?" },
        { "InetDistListenOptions", "[{nodelya,true}]", "nodelay" },
        { "Cookies:billing", "secret", "no node name" },
        { "Hostname", "0.0.0.0", "PublicHostname" },
        { "Hidden:x", "true", "one value" },
        { "KeepConnected", "billing@localhost", "list" },
        { "Static:billing@localhost", "localhost:9100", "Static is given, and Discovery is epmd, which has no use for it: set Discovery to static" },
        { "Dns:Service", "shops.example", "Dns is given, and Discovery is epmd" },
        { "Cookie", "secret\n", "no end of a line" },
        { "Cookies:billing@localhost", "secret\r\n", "Cookies:billing@localhost is no cookie" },
        { "Node-Name", "shop", "ErlDist:Node-Name and ErlDist:NodeName are the same key in two spellings" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_wrong_keeps_the_host_from_starting_and_is_named(string key, string value, string said)
    {
        var settings = new Dictionary<string, string?> { ["ErlDist:NodeName"] = "shop", ["ErlDist:ProtoDist"] = "inet_tcp" };
        settings["ErlDist:" + key] = value;
        using IHost host = Host(settings, (services, configuration) => services.AddErlangNode(configuration), quick: false);
        OptionsValidationException fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>One source of configuration takes back by it what another one gives.</summary>
    [Fact]
    public async Task An_empty_option_file_is_none()
    {
        using IHost host = Host(
            new() { ["ErlDist:NodeName"] = "shop", ["ErlDist:ProtoDist"] = "inet_tls", ["ErlDist:SslDistOptFile"] = "" },
            (services, configuration) => services.AddErlangNode(configuration),
            quick: false);
        OptionsValidationException fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("ProtoDist is inet_tls, but there are no TLS options", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_name_twice_is_an_error()
    {
        var services = new ServiceCollection();
        services.AddErlangNode(Quick);
        Assert.Contains("names", Assert.Throws<InvalidOperationException>(() => services.AddErlangNode(Quick)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_gen_server_is_made_of_may_have_the_node_injected()
    {
        using IHost host = Host(
            new() { ["ErlDist:NodeName"] = "shop" },
            (services, configuration) =>
            {
                services.AddSingleton<Greeter>();
                services.AddErlangNode(configuration).AddGenServer<GreetingServer>("greeter");
            });
        await host.StartAsync().WaitAsync(Command.Bound);
        Assert.Equal("shop@localhost", await _beam!.EvalAsync("gen_server:call({greeter, shop@localhost}, who)"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Nodes_are_found_by_a_table()
    {
        await using ErlangNode other = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "billing@localhost", Cookie = new("secret"), ProtoDist = "inet_tcp", FixedPort = FreePort(),
        });
        using IHost host = Host(
            new()
            {
                ["ErlDist:NodeName"] = "shop@localhost",
                ["ErlDist:Hostname"] = "localhost",
                ["ErlDist:discovery"] = "static",
                ["ErlDist:Static:billing@localhost"] = $"localhost:{other.EndPoint!.Port}",
                ["ErlDist:Static:shop@localhost"] = "localhost:1",
            },
            (services, configuration) => services.AddErlangNode(configuration));
        await host.StartAsync();
        ErlangNode node = host.Services.GetRequiredService<ErlangNode>();
        await node.PingAsync("billing@localhost").WaitAsync(Command.Bound);
        Assert.Equal("127.0.0.1", node.EndPoint!.Address.ToString());
        await host.StopAsync();
    }

    [Fact]
    public void Flags_of_the_environment_fill_in_what_is_left_open()
    {
        var settings = new ErlangNodeHostingOptions
        {
            NodeName = "shop", ProtoDist = "inet_tcp", ErlFlags = true, ConnectionTimeout = TimeSpan.FromSeconds(9),
        };
        var maker = new NodeOptionsMaker("The node's", settings)
        {
            ReadVariable = name => name == "ERL_ZFLAGS" ? "-kernel net_ticktime 32 -kernel net_setuptime 5" : null,
        };
        ErlangNodeOptions made = maker.Make(NullLoggerFactory.Instance);
        Assert.Equal(("shop@localhost", 32, 9), (made.Name, made.NetTickTime.TotalSeconds, made.NetSetupTime.TotalSeconds));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private IHost Host(Dictionary<string, string?> settings, Action<IServiceCollection, IConfiguration> add, bool quick = true)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        if (quick)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ErlDist:ProtoDist"] = "inet_tcp",
                ["ErlDist:Cookie"] = "secret",
                ["ErlDist:EpmdPort"] = $"{_epmd!.Port}",
            });
        }

        add(builder.Services, builder.Configuration);
        return builder.Build();
    }

    private void Quick(ErlangNodeHostingOptions options)
    {
        options.ProtoDist = "inet_tcp";
        options.Cookie = "secret";
        options.EpmdPort = _epmd!.Port;
    }

    private sealed record PriceList(long Price);

    private sealed class PricingServer(ErlangNode node, PriceList prices) : GenServer(node)
    {
        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            new((Term)prices.Price);
    }

    private sealed class GreetingServer(ErlangNode node, Greeter greeter) : GenServer(node)
    {
        protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
            new(Atom.Get(greeter.Node.Name));
    }

    private sealed class Greeter(ErlangNode node) : BackgroundService
    {
        public ErlangNode Node => node;

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
