using ErlDist.Tls;

namespace ErlDist.Tests.Nodes;

public sealed class NodeOptionsCheckTests
{
    private static readonly ErlangNodeOptions s_good = new() { Name = "a@localhost", ProtoDist = "inet_tcp", Cookie = new Cookie("c") };

    public static TheoryData<string, ErlangNodeOptions> Bad => new()
    {
        { "NetTickTime is 0 s, but must be from 0.1 s to 86400 s", s_good with { NetTickTime = TimeSpan.Zero } },
        { "NetTickTime is 5184000 s", s_good with { NetTickTime = TimeSpan.Parse("60") } },
        { "NetSetupTime is -1 s, but must be from 0.1 s to 120 s", s_good with { NetSetupTime = TimeSpan.FromSeconds(-1) } },
        { "NetTickIntensity is 3", s_good with { NetTickIntensity = 3 } },
        { "ListenPortMin is 9105, above ErlangNodeOptions.ListenPortMax, which is 9100", s_good with { ListenPortMin = 9105, ListenPortMax = 9100 } },
        { "ListenPortMax is 9100 without ErlangNodeOptions.ListenPortMin", s_good with { ListenPortMax = 9100 } },
        { "ListenPortMin is 70000", s_good with { ListenPortMin = 70_000 } },
        { "FixedPort is 0", s_good with { FixedPort = 0 } },
        { "PublicPort is 65536", s_good with { PublicPort = 65_536 } },
        { "Limits.HeldBytes is 0, but must be 1 or more", s_good with { Limits = new NodeLimits { HeldBytes = 0 } } },
        { "Limits.OutboundBytes is -1", s_good with { Limits = new NodeLimits { OutboundBytes = -1 } } },
        { "Limits.OutboxesBytes is 9, less than ErlangNodeOptions.Limits.OutboxBytes, which is 10", s_good with { Limits = new NodeLimits { OutboxBytes = 10, OutboxesBytes = 9 } } },
        { "ProtoDist is 'inet_tsl'", s_good with { ProtoDist = "inet_tsl" } },
        { "KeepConnected has 'x'", s_good with { KeepConnected = ["x"] } },
        { "PeerCookies has 'x'", s_good with { PeerCookies = new Dictionary<string, Cookie> { ["x"] = new("c") } } },
        { "Name: Can't set short node name!", s_good with { Name = "a@127.0.0.1", LongNames = false } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_no_node_can_start_with_is_refused_by_name(string complaint, ErlangNodeOptions options)
    {
        NodeOptionException error = await Assert.ThrowsAsync<NodeOptionException>(() => ErlangNode.StartAsync(options));

        Assert.StartsWith("ErlangNodeOptions." + complaint, error.Message, StringComparison.Ordinal);
        NodeOptionException renamed = await Assert.ThrowsAsync<NodeOptionException>(() => ErlangNode.StartAsync(options with { SettingNames = property => $"-x {property}" }));
        Assert.StartsWith("-x " + complaint.Split(' ', ':')[0], renamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_TLS_options_no_node_over_TLS_starts() =>
        Assert.Contains(
            "set ErlangNodeOptions.Tls",
            (await Assert.ThrowsAsync<TlsOptionException>(() => ErlangNode.StartAsync(s_good with { ProtoDist = "inet_tls" }))).Message,
            StringComparison.Ordinal);
}
