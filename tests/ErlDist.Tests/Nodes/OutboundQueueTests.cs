using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Tests.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Nodes;

/// <summary>Who waits until all is written.</summary>
public sealed class OutboundQueueTests
{
    [Fact]
    public async Task Whoever_waits_until_all_is_written_is_told_so_also_those_who_waited_before_another()
    {
        await using var carrier = new StuckCarrier();
        var queue = new OutboundQueue(carrier, SignalKit.NoHeader, NodeLimits.Default, _ => { });
        Assert.True(queue.TryEnqueueControl(Signals.Link(SignalKit.Ours, SignalKit.Theirs), default, null));
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => queue.FlushedAsync(Timeout.InfiniteTimeSpan, TimeProvider.System))];
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        carrier.Let(1);
        await Task.WhenAll(waiting).WaitAsync(NodePair.Bound);

        Assert.True(queue.TryEnqueueControl(Signals.Link(SignalKit.Ours, SignalKit.Theirs), default, null));
        Task next = queue.FlushedAsync(Timeout.InfiniteTimeSpan, TimeProvider.System);
        Assert.False(next.IsCompleted);
        carrier.Let(1);
        await next.WaitAsync(NodePair.Bound);
        queue.Close();
    }
}
