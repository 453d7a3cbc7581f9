using System.Diagnostics;
using System.Globalization;
using ErlDist.Tool.Output;

namespace ErlDist.Tool.Measuring;

/// <summary>What the way to a node gives: calls of its net_kernel, which every node has, and functions with large arguments.</summary>
internal sealed class NodeBench(ErlangNode node, string peer, TimeSpan time, Results results)
{
    private const int SideBySide = 32;
    private const int MessageBytes = 1 << 20;
    private const int MessagesUnderWay = 4;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await node.PingAsync(peer, cancellation).ConfigureAwait(false);
        await RoundTripsAsync(cancellation).ConfigureAwait(false);
        await CallsAsync(cancellation).ConfigureAwait(false);
        await BytesAsync(cancellation).ConfigureAwait(false);
    }

    private async Task RoundTripsAsync(CancellationToken cancellation)
    {
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            long start = Stopwatch.GetTimestamp();
            await node.PingAsync(peer, cancellation).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        (double median, double high) = (times[times.Count / 2], times[(int)(times.Count * 0.99)]);
        results.Write(
            Text($"round trip   p50 {median:0.00} ms, p99 {high:0.00} ms ({times.Count} calls, one at a time)"),
            ("measure", "round_trip"), ("p50_ms", median), ("p99_ms", high), ("calls", times.Count));
    }

    private async Task CallsAsync(CancellationToken cancellation)
    {
        double rate = await RateAsync(SideBySide, () => node.PingAsync(peer, cancellation)).ConfigureAwait(false);
        results.Write(
            Text($"calls        {rate:0} a second ({SideBySide} side by side)"),
            ("measure", "calls"), ("per_second", rate), ("side_by_side", SideBySide));
    }

    private async Task BytesAsync(CancellationToken cancellation)
    {
        var arguments = ErlList.Create([new byte[MessageBytes]]);
        try
        {
            double rate = await RateAsync(
                MessagesUnderWay,
                () => node.RpcAsync(peer, "erlang", "byte_size", arguments, Timeout.InfiniteTimeSpan, cancellation)).ConfigureAwait(false);
            double megabytes = rate * MessageBytes / 1e6;
            results.Write(
                Text($"bytes        {megabytes:0} MB/s (messages of 1 MiB there)"),
                ("measure", "bytes"), ("mb_per_second", megabytes), ("message_bytes", MessageBytes));
        }
        catch (RpcException e)
        {
            results.Write($"bytes        not known: {peer} doesn't answer erlang:byte_size/1", ("measure", "bytes"), ("error", e.Message));
        }
    }

    /// <summary>How many a second, by so many workers that each wait for their own.</summary>
    private async Task<double> RateAsync(int workers, Func<Task> once)
    {
        int done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync())).ConfigureAwait(false);
        return done / watch.Elapsed.TotalSeconds;

        async Task WorkAsync()
        {
            while (watch.Elapsed < time)
            {
                await once().ConfigureAwait(false);
                Interlocked.Increment(ref done);
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
