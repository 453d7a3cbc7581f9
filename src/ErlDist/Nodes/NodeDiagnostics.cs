using System.Diagnostics;
using System.Diagnostics.Metrics;
using ErlDist.Connections;
using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>
/// The measurements and spans of a node, for OpenTelemetry or any other listener: the meter and the activity source
/// <see cref="Name"/>. They cost the way of a message nothing: what is counted anyway is read when somebody asks.
/// </summary>
/// <remarks>
/// Instruments, tagged with <c>node</c> and <c>peer</c>: <c>erldist.connections</c>, <c>erldist.io.received</c> and
/// <c>erldist.io.sent</c> (bytes, without TLS), <c>erldist.outbound.waiting</c> (bytes), <c>erldist.processes</c>,
/// <c>erldist.connect.failures</c>, <c>erldist.logger.failures</c>. Spans of what the node's user calls: <c>gen_server:call</c>, <c>erpc:call</c>, with status Error and
/// <c>error.type</c> (<c>noproc</c>, <c>nodedown</c>, <c>timeout</c>, what was raised …) where one fails.
/// </remarks>
public sealed class NodeDiagnostics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "ErlDist";

    private static readonly ActivitySource s_activities = new(Name);
    private readonly ErlangNode _node;
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _connectFailures;

    internal NodeDiagnostics(ErlangNode node)
    {
        _node = node;
        _connectFailures = _meter.CreateCounter<long>("erldist.connect.failures", "{connection}", "Connections that could not be set up.");
        _meter.CreateObservableUpDownCounter("erldist.connections", () => Each(_ => 1L), "{connection}", "Connections that are up.");
        _meter.CreateObservableCounter("erldist.io.received", () => Each(c => c.ReadBytes), "By", "Bytes read.");
        _meter.CreateObservableCounter("erldist.io.sent", () => Each(c => c.Outbound.WrittenBytes), "By", "Bytes written.");
        _meter.CreateObservableUpDownCounter("erldist.outbound.waiting", () => Each(c => c.Outbound.WaitingBytes), "By", "Bytes that wait to be written.");
        _meter.CreateObservableCounter("erldist.logger.failures",
            () => new Measurement<long>(node.Loggers.Failures, new KeyValuePair<string, object?>("node", node.Name)), "{line}", "Lines that a logger threw on.");
        _meter.CreateObservableUpDownCounter("erldist.processes",
            () => new Measurement<long>(node.Processes.All.Count, new KeyValuePair<string, object?>("node", node.Name)), "{process}", "Local processes.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal static Activity? StartCall(string name, string peer, string target)
    {
        Activity? activity = s_activities.StartActivity(name, ActivityKind.Client);
        activity?.SetTag("erldist.peer", peer);
        activity?.SetTag("erldist.target", target);
        return activity;
    }

    /// <summary>A call has failed: the span says so, with the reason as <c>error.type</c>.</summary>
    internal static void Failed(Activity? activity, Exception e)
    {
        if (activity is null)
        {
            return;
        }

        string type = e switch
        {
            ProcessExitException { Reason: Atom { Name: var reason } } => reason,
            RpcException { Reason: Atom { Name: var reason } } => reason,
            NodeConnectionException => "nodedown",
            TimeoutException => "timeout",
            _ => e.GetType().FullName!,
        };
        activity.SetTag("error.type", type);
        activity.SetStatus(ActivityStatusCode.Error, LogText.Line(e.Message, 256));
    }

    internal void ConnectFailed(string peer, ConnectFailure reason) =>
        _connectFailures.Add(1,
            new KeyValuePair<string, object?>("node", _node.Name),
            new KeyValuePair<string, object?>("peer", peer),
            new KeyValuePair<string, object?>("reason", reason.ToString()));

    private IEnumerable<Measurement<long>> Each(Func<Connection, long> value) =>
        _node.Peers.Up.Select(c => new Measurement<long>(value(c),
            new KeyValuePair<string, object?>("node", _node.Name),
            new KeyValuePair<string, object?>("peer", c.PeerName.Name)));
}
