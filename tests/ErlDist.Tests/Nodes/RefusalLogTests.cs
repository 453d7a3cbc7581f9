using ErlDist.Testing;
using Microsoft.Extensions.Logging;

namespace ErlDist.Tests.Nodes;

/// <summary>What the log says of peers that are refused.</summary>
public sealed class RefusalLogTests
{
    private const string Refused = "was refused";

    [Fact]
    public async Task Who_mends_one_fault_at_a_time_reads_of_the_next_one_at_once()
    {
        var log = new CapturedLog();
        await using NodePair nodes = await NodePair.StartAsync();
        await using ErlangNode node = await nodes.StartAsync("strict@localhost", o => o with { LoggerFactory = log, AllowedNodes = ["friend@localhost"] });
        await using ErlangNode wrong = await nodes.StartAsync("friend@localhost", o => o with { Cookie = new("another") });
        await Assert.ThrowsAsync<NodeConnectionException>(() => wrong.ConnectAsync(node.Name));
        await log.WaitAsync(IsLoud);
        await Assert.ThrowsAsync<NodeConnectionException>(() => nodes.One.ConnectAsync(node.Name));
        await log.WaitAsync(line => IsLoud(line) && line.Text.Contains("one@localhost", StringComparison.Ordinal));

        // The same again is kept back.
        await Assert.ThrowsAsync<NodeConnectionException>(() => nodes.One.ConnectAsync(node.Name));
        await log.WaitAsync(line => line.Text.Contains(Refused, StringComparison.Ordinal) && line.Level == LogLevel.Debug);
        Assert.Equal(2, log.Lines.Count(IsLoud));
    }

    private static bool IsLoud(LogLine line) => line.Text.Contains(Refused, StringComparison.Ordinal) && line.Level == LogLevel.Warning;
}
