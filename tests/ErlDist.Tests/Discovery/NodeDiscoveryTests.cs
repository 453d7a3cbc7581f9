using System.Net;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Tests.Nodes;

namespace ErlDist.Tests.Discovery;

/// <summary>The ways to find a node, each by what it says, and two nodes that find each other without EPMD.</summary>
public sealed class NodeDiscoveryTests
{
    [Fact]
    public async Task A_table_has_hosts_in_any_case_and_knows_no_others()
    {
        INodeDiscovery table = NodeDiscovery.Static(new Dictionary<string, string> { ["a@Host"] = "10.0.0.1:9100", ["b@h"] = "[::1]:9" });
        Assert.Equal(new NodeAddress("10.0.0.1", 9100), await table.FindAsync("a@hOST", default));
        Assert.Equal(new NodeAddress("::1", 9), await table.FindAsync("b@h", default));
        Assert.Null(await table.FindAsync("A@Host", default));
        Assert.Equal(["a@Host", "b@h"], await table.ListAsync(default));
    }

    [Theory]
    [InlineData("a", "h:1")]
    [InlineData("a@h", "h")]
    [InlineData("a@h", ":1")]
    [InlineData("a@h", "h:0")]
    [InlineData("a@h", "h:65536")]
    [InlineData("a@h", "::1:9100")]
    [InlineData("a@h", "h:x")]
    public void A_table_with_what_is_no_name_or_address_is_refused(string node, string address) =>
        Assert.Throws<ArgumentException>(() => NodeDiscovery.Static(new Dictionary<string, string> { [node] = address }));

    [Fact]
    public async Task A_port_rule_is_the_host_with_that_port()
    {
        Assert.Equal(new NodeAddress("h", 9100), await NodeDiscovery.Port(9100).FindAsync("a@h", default));
        Assert.Throws<ArgumentOutOfRangeException>(() => NodeDiscovery.Port(0));
        INodeDiscovery found = NodeDiscovery.PortFromEnvironment(name => name == "ERL_DIST_PORT" ? "9200" : null)!;
        Assert.Equal(new NodeAddress("h", 9200), await found.FindAsync("a@h", default));
        Assert.Null(NodeDiscovery.PortFromEnvironment(_ => null));
        Assert.Throws<DiscoveryException>(() => NodeDiscovery.PortFromEnvironment(_ => "http"));
    }

    [Fact]
    public async Task A_headless_service_lists_its_addresses()
    {
        using var server = new DnsServer();
        server.AddAddress("shop.example", "10.0.0.1");
        server.AddAddress("shop.example", "10.0.0.2");
        INodeDiscovery dns = NodeDiscovery.Dns(new DnsDiscoveryOptions { Service = "shop.example", Alive = "shop", Port = 9100, NameServers = [server.EndPoint] });
        Assert.Equal(["shop@10.0.0.1", "shop@10.0.0.2"], await dns.ListAsync(default));
        Assert.Equal(new NodeAddress("10.0.0.2", 9100), await dns.FindAsync("shop@10.0.0.2", default));
    }

    [Theory]
    [InlineData("shop@pod-0.shop.example", 9100)]
    [InlineData("shop@POD-1.shop.example", 9101)]
    [InlineData("shop@pod-1", 9101)]
    [InlineData("shop@10.0.0.1", 9101)]
    [InlineData("shop@pod-2.shop.example", null)]
    [InlineData("shop@pod", null)]
    public async Task Services_tell_the_port_of_a_host(string node, int? port)
    {
        using var server = new DnsServer();
        server.AddService("_erldist._tcp.shop.example", "pod-0.shop.example", 9100);
        server.AddService("_erldist._tcp.shop.example", "pod-1.shop.example", 9101);
        server.AddAddress("pod-1.shop.example", "10.0.0.1");
        INodeDiscovery dns = NodeDiscovery.Dns(new DnsDiscoveryOptions { Service = "_erldist._tcp.shop.example", Alive = "shop", NameServers = [server.EndPoint] });
        Assert.Equal(port, (await dns.FindAsync(node, default))?.Port);
        Assert.Equal(["shop@pod-0.shop.example", "shop@pod-1.shop.example"], await dns.ListAsync(default));
    }

    [Fact]
    public async Task A_service_may_have_the_name_in_it()
    {
        using var server = new DnsServer();
        server.AddService("_a._tcp.example", "host.example", 9100);
        server.AddService("_b._tcp.example", "host.example", 9101);
        INodeDiscovery dns = NodeDiscovery.Dns(new DnsDiscoveryOptions { Service = "_{name}._tcp.example", NameServers = [server.EndPoint] });
        Assert.Equal(9101, (await dns.FindAsync("b@host.example", default))!.Port);
        Assert.Null(await dns.FindAsync("c@host.example", default));
        Assert.Empty(await dns.ListAsync(default));
        Assert.Throws<ArgumentException>(() => NodeDiscovery.Dns(new DnsDiscoveryOptions { Service = "_{name}.x", Port = 1 }));
    }

    [Fact]
    public async Task Nodes_find_each_other_by_a_function_and_stay_connected()
    {
        var ports = new Dictionary<string, int>();
        INodeDiscovery discovery = NodeDiscovery.From((node, _) => ValueTask.FromResult(
            ports.TryGetValue(node, out int port) ? new NodeAddress("127.0.0.1", port) : null));
        await using ErlangNode one = await StartAsync("one@somewhere", discovery);
        ports["one@somewhere"] = one.EndPoint!.Port;
        var ups = new SemaphoreSlim(0);
        one.NodeUp += (_, _) => ups.Release();

        await using ErlangNode other = await StartAsync("other@elsewhere", discovery, "one@somewhere");
        Assert.True(await ups.WaitAsync(NodePair.Bound));
        await other.ConnectAsync("one@somewhere"); // Who dials is connected a little later than who is dialled.
        Assert.Equal(["one@somewhere"], other.ConnectedNodes);

        Assert.True(await one.DisconnectAsync("other@elsewhere"));
        Assert.True(await ups.WaitAsync(NodePair.Bound));

        NodeConnectionException failure = await Assert.ThrowsAsync<NodeConnectionException>(() => other.ConnectAsync("third@somewhere"));
        Assert.Equal(ConnectFailure.NoSuchNode, failure.Reason);
    }

    [Fact]
    public async Task A_known_address_is_dialled_and_nothing_looked_up()
    {
        INodeDiscovery none = NodeDiscovery.From((_, _) => throw new InvalidOperationException("asked"));
        await using ErlangNode one = await StartAsync("one@somewhere", none);
        await using ErlangNode other = await StartAsync("other@elsewhere", none);
        await Assert.ThrowsAsync<NodeConnectionException>(() => other.ConnectAsync("one@somewhere"));
        await other.ConnectAsync("one@somewhere", new DnsEndPoint("localhost", one.EndPoint!.Port));
        Assert.Equal(["one@somewhere"], other.ConnectedNodes);
    }

    [Fact]
    public async Task What_is_registered_is_the_public_port_and_it_goes_when_the_node_stops()
    {
        var discovery = new Recorder();
        ErlangNode node = await ErlangNode.StartAsync(Options("one@somewhere", discovery) with { PublicPort = 4711 });
        Assert.Equal(new NodeListing("one@somewhere", 4711, Hidden: true), discovery.Listed);
        Assert.Equal(99u, node.Creation);
        Assert.True(node.IsRegistered);
        await node.DisposeAsync();
        Assert.False(discovery.IsRegistered);
    }

    private static Task<ErlangNode> StartAsync(string name, INodeDiscovery discovery, params string[] keep) =>
        ErlangNode.StartAsync(Options(name, discovery) with { KeepConnected = keep });

    private static ErlangNodeOptions Options(string name, INodeDiscovery discovery) => new()
    {
        Name = name,
        Cookie = new Cookie("secret"),
        ProtoDist = "inet_tcp",
        ListenAddress = IPAddress.Loopback,
        Discovery = discovery,
    };

    private sealed class Recorder : INodeDiscovery, INodeRegistration
    {
        public NodeListing? Listed { get; private set; }

        public uint? Creation => 99;

        public bool IsRegistered { get; private set; }

        public ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken) => ValueTask.FromResult<NodeAddress?>(null);

        public ValueTask<INodeRegistration?> RegisterAsync(NodeListing node, CancellationToken cancellationToken)
        {
            (Listed, IsRegistered) = (node, true);
            return ValueTask.FromResult<INodeRegistration?>(this);
        }

        public ValueTask DisposeAsync()
        {
            IsRegistered = false;
            return ValueTask.CompletedTask;
        }
    }
}
