using System.Diagnostics.Metrics;
using ErlDist.Connections;
using ErlDist.Embedding;

namespace ErlDist.Nodes;

/// <summary>
/// The measurements and spans of a node: the meter and the activity source
/// <see cref="ErlangNode.InstrumentationName"/>. What is counted anyway is read when somebody asks, so they cost the way of a message next to nothing.
/// </summary>
/// <remarks>
/// docs/observability.md has all instruments with their units and tags. Spans, of kind client and server: <c>gen_server:call</c>,
/// <c>erpc:call</c>, <c>spawn</c>, with status Error and <c>error.type</c> (<c>noproc</c>, <c>nodedown</c>, <c>timeout</c> …) where one fails.
/// </remarks>
internal sealed class NodeDiagnostics : IDisposable
{
    private const string DirectionTag = "network.io.direction";
    private static readonly KeyValuePair<string, object?> s_receive = new(DirectionTag, "receive");
    private static readonly KeyValuePair<string, object?> s_transmit = new(DirectionTag, "transmit");
    private static readonly string[] s_kinds = [.. Enum.GetNames<SignalKind>().Select(Telemetry.Snake)];

    private readonly ErlangNode _node;
    private readonly TrafficTotals _traffic;
    private readonly NodeMeters _meters;

    internal NodeDiagnostics(ErlangNode node, NodeMeters meters)
    {
        _node = node;
        _meters = meters;
        Meter meter = meters.Meter;
        _traffic = new TrafficTotals(() => node.Peers.Up);
        meter.CreateObservableUpDownCounter("erldist.connection.count", Connections, "{connection}", "Connections, by state.");
        meter.CreateObservableCounter("erldist.network.io", NetworkBytes, "By", "Bytes read and written, without TLS.");
        meter.CreateObservableCounter("erldist.message.count", Messages, "{message}", "Messages and other signals, by kind.");
        meter.CreateObservableCounter("erldist.fragment.count", Fragments, "{fragment}", "Frames with a part of a message.");
        meter.CreateObservableUpDownCounter("erldist.queue.size", Queues, "By", "Bytes that wait to be written to a peer.");
        meter.CreateObservableUpDownCounter("erldist.outbox.size", () => Of(node.Router.OutboxBytes), "By", "Bytes that wait for nodes that are dialled or busy.");
        meter.CreateObservableUpDownCounter("erldist.peer.held", () => Of(node.Accounts.Bytes), "By", "Bytes that peers make this node hold.");
        meter.CreateObservableUpDownCounter("erldist.process.count", () => Of(node.Processes.All.Count), "{process}", "Processes of this node, actors included.");
        meter.CreateObservableUpDownCounter(
            "erldist.mailbox.size", () => Of(node.Processes.All.Sum(p => (long)p.WaitingMessages)), "{message}", "Messages that wait in mailboxes and gen_servers.");
        meter.CreateObservableGauge(
            "erldist.mailbox.longest", () => Of(node.Processes.All.Select(p => p.WaitingMessages).DefaultIfEmpty().Max()), "{message}", "The longest of them.");
        meter.CreateObservableGauge("erldist.discovery.registered", Registered, "{registration}", "Whether EPMD, or another discovery, knows of this node.");
        meter.CreateObservableCounter("erldist.logger.failures", () => Of(node.Loggers.Failures), "{line}", "Lines that a logger threw on.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meters.Dispose();

    /// <summary>A connection has carried its last byte.</summary>
    internal void OnDown(Connection connection) => _traffic.Retire(connection);

    private Measurement<long> Of(long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        new(value, [new(NodeMeters.NodeTag, _node.Name), .. tags]);

    private IEnumerable<Measurement<long>> Connections()
    {
        yield return State(_node.Peers.Up.Count(), "up");
        yield return State(_node.Peers.Dialled, "dialling");
        yield return State(_node.Acceptor.Pending, "arriving");

        Measurement<long> State(long count, string state) => Of(count, new KeyValuePair<string, object?>("erldist.connection.state", state));
    }

    private IEnumerable<Measurement<long>> NetworkBytes()
    {
        foreach ((string peer, TrafficTotals.Bytes bytes) in _traffic.ByPeer())
        {
            yield return Of(bytes.Read, PeerTag(peer), s_receive);
            yield return Of(bytes.Written, PeerTag(peer), s_transmit);
        }
    }

    private IEnumerable<Measurement<long>> Messages()
    {
        TrafficTotals.Signals signals = _traffic.BySignal();
        for (int kind = (int)SignalKind.Send; kind < s_kinds.Length; kind++)
        {
            var tag = new KeyValuePair<string, object?>("erldist.message.kind", s_kinds[kind]);
            if (signals.Read[kind] > 0)
            {
                yield return Of(signals.Read[kind], tag, s_receive);
            }

            if (signals.Written[kind] > 0)
            {
                yield return Of(signals.Written[kind], tag, s_transmit);
            }
        }
    }

    private IEnumerable<Measurement<long>> Fragments()
    {
        TrafficTotals.Signals signals = _traffic.BySignal();
        yield return Of(signals.FragmentsRead, s_receive);
        yield return Of(signals.FragmentsWritten, s_transmit);
    }

    private IEnumerable<Measurement<long>> Queues() =>
        _node.Peers.Up.GroupBy(_traffic.TagOf).Select(peer => Of(peer.Sum(c => c.Outbound.WaitingBytes), PeerTag(peer.Key)));

    private IEnumerable<Measurement<long>> Registered() => _node.IsRegistered is { } known ? [Of(known ? 1 : 0)] : [];

    private static KeyValuePair<string, object?> PeerTag(string peer) => new("erldist.peer", peer);
}
