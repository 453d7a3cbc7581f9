using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErlDist.Connections;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// The measurements and spans of a node, for OpenTelemetry or any other listener: the meter and the activity source
/// <see cref="Name"/>. What is counted anyway is read when somebody asks, so they cost the way of a message next to nothing.
/// </summary>
/// <remarks>
/// docs/observability.md has all instruments with their units and tags. Spans, of kind client and server: <c>gen_server:call</c>,
/// <c>erpc:call</c>, <c>spawn</c>, with status Error and <c>error.type</c> (<c>noproc</c>, <c>nodedown</c>, <c>timeout</c> …) where one fails.
/// </remarks>
public sealed class NodeDiagnostics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = Telemetry.Name;

    private const string NodeTag = "erldist.node";
    private const string DirectionTag = "network.io.direction";
    private static readonly KeyValuePair<string, object?> s_receive = new(DirectionTag, "receive");
    private static readonly KeyValuePair<string, object?> s_transmit = new(DirectionTag, "transmit");
    private static readonly string[] s_kinds = [.. Enum.GetNames<SignalKind>().Select(Telemetry.Snake)];
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly ErlangNode _node;
    private readonly TrafficTotals _traffic;
    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _handshakes;
    private readonly Histogram<double> _calls;
    private readonly Histogram<double> _served;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _dropped;

    internal NodeDiagnostics(ErlangNode node)
    {
        _node = node;
        _traffic = new TrafficTotals(() => node.Peers.Up);
        _handshakes = _meter.CreateHistogram("erldist.handshake.duration", "s", "Set-ups of connections, from look-up or accept to up.", null, s_seconds);
        _calls = _meter.CreateHistogram("erldist.client.call.duration", "s", "Calls, rpc and spawns that this node makes.", null, s_seconds);
        _served = _meter.CreateHistogram("erldist.server.call.duration", "s", "Calls, rpc and spawns that this node handles.", null, s_seconds);
        _refused = _meter.CreateCounter<long>("erldist.connection.refused", "{connection}", "Connections of others that were refused.");
        _dropped = _meter.CreateCounter<long>("erldist.message.dropped", "{message}", "Messages that reached nobody.");
        _meter.CreateObservableUpDownCounter("erldist.connection.count", Connections, "{connection}", "Connections, by state.");
        _meter.CreateObservableCounter("erldist.network.io", NetworkBytes, "By", "Bytes read and written, without TLS.");
        _meter.CreateObservableCounter("erldist.message.count", Messages, "{message}", "Messages and other signals, by kind.");
        _meter.CreateObservableCounter("erldist.fragment.count", Fragments, "{fragment}", "Frames with a part of a message.");
        _meter.CreateObservableUpDownCounter("erldist.queue.size", Queues, "By", "Bytes that wait to be written to a peer.");
        _meter.CreateObservableUpDownCounter("erldist.outbox.size", () => Of(node.Router.OutboxBytes), "By", "Bytes that wait for nodes that are dialled or busy.");
        _meter.CreateObservableUpDownCounter("erldist.peer.held", () => Of(node.Accounts.Bytes), "By", "Bytes that peers make this node hold.");
        _meter.CreateObservableUpDownCounter("erldist.process.count", () => Of(node.Processes.All.Count), "{process}", "Processes of this node, actors included.");
        _meter.CreateObservableUpDownCounter(
            "erldist.mailbox.size", () => Of(node.Processes.All.Sum(p => (long)p.WaitingMessages)), "{message}", "Messages that wait in mailboxes and gen_servers.");
        _meter.CreateObservableGauge(
            "erldist.mailbox.longest", () => Of(node.Processes.All.Select(p => p.WaitingMessages).DefaultIfEmpty().Max()), "{message}", "The longest of them.");
        _meter.CreateObservableGauge("erldist.discovery.registered", Registered, "{registration}", "Whether EPMD, or another discovery, knows of this node.");
        _meter.CreateObservableCounter("erldist.logger.failures", () => Of(node.Loggers.Failures), "{line}", "Lines that a logger threw on.");
    }

    /// <summary>Where spans come from.</summary>
    internal static ActivitySource Activities { get; } = new(Name);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>A call, rpc or spawn that this node makes; null where nobody listens.</summary>
    internal CallSpan? BeginCall<TState>(string call, string peer, TState state, Func<TState, string> target) =>
        CallSpan.Begin(ActivityKind.Client, _calls, _node.Name, call, peer, state, target);

    /// <summary>A call, rpc or spawn that this node handles; null where nobody listens.</summary>
    /// <param name="call">What it is called.</param>
    /// <param name="peer">The caller's node.</param>
    /// <param name="state">What <paramref name="target"/> needs.</param>
    /// <param name="target">What is called; asked for a span only.</param>
    internal CallSpan? BeginServing<TState>(string call, string peer, TState state, Func<TState, string> target) =>
        CallSpan.Begin(ActivityKind.Server, _served, _node.Name, call, peer, state, target, TraceToken.Current);

    /// <summary>What a span is about has failed.</summary>
    internal static void Failed(Activity? activity, Exception e) => Failed(activity, FailureCause.OfCall(e), e.Message);

    /// <summary>What a span is about has failed.</summary>
    internal static void Failed(Activity? activity, string cause, string text)
    {
        activity?.SetTag(Telemetry.ErrorType, cause);
        activity?.SetStatus(ActivityStatusCode.Error, LogText.Line(text, 256));
    }

    /// <summary>A set-up has ended.</summary>
    /// <param name="direction"><c>outbound</c> or <c>inbound</c>.</param>
    /// <param name="start">When it began.</param>
    /// <param name="cause">Why it failed; null when the connection is up.</param>
    internal void OnSetUp(string direction, long start, string? cause)
    {
        var tags = new TagList { { NodeTag, _node.Name }, { "erldist.direction", direction } };
        if (cause is not null)
        {
            tags.Add(Telemetry.ErrorType, cause);
        }

        _handshakes.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
    }

    /// <summary>A connection of another node was refused.</summary>
    internal void OnRefused(string cause) => _refused.Add(1, new(NodeTag, _node.Name), new(Telemetry.ErrorType, cause));

    /// <summary>A message has reached nobody.</summary>
    /// <param name="cause">Why: a fixed text.</param>
    internal void OnDropped(string cause) => _dropped.Add(1, new(NodeTag, _node.Name), new(Telemetry.ErrorType, cause));

    /// <summary>A connection has carried its last byte.</summary>
    internal void OnDown(Connection connection) => _traffic.Retire(connection);

    private Measurement<long> Of(long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        new(value, [new(NodeTag, _node.Name), .. tags]);

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
