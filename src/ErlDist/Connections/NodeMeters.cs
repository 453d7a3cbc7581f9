using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ErlDist.Connections;

/// <summary>What a node measures as it happens; <c>NodeDiagnostics</c> adds what is counted when somebody looks.</summary>
internal sealed class NodeMeters : IDisposable
{
    /// <summary>The tag with the node's name.</summary>
    public const string NodeTag = "erldist.node";

    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly NodeIdentity _self;
    private readonly Histogram<double> _handshakes;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _dropped;

    public NodeMeters(NodeIdentity self)
    {
        _self = self;
        _handshakes = Meter.CreateHistogram("erldist.handshake.duration", "s", "Set-ups of connections, from look-up or accept to up.", null, s_seconds);
        Calls = Meter.CreateHistogram("erldist.client.call.duration", "s", "Calls, rpc and spawns that this node makes.", null, s_seconds);
        Served = Meter.CreateHistogram("erldist.server.call.duration", "s", "Calls, rpc and spawns that this node handles.", null, s_seconds);
        _refused = Meter.CreateCounter<long>("erldist.connection.refused", "{connection}", "Connections of others that were refused.");
        _dropped = Meter.CreateCounter<long>("erldist.message.dropped", "{message}", "Messages that reached nobody.");
    }

    /// <summary>The meter of the node's instruments.</summary>
    public Meter Meter { get; } = new(Telemetry.Name);

    /// <summary>How long this node's calls of others take.</summary>
    public Histogram<double> Calls { get; }

    /// <summary>How long others' calls of this node take.</summary>
    public Histogram<double> Served { get; }

    /// <summary>The node's name now.</summary>
    public string NodeName => _self.Name.Name;

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    /// <summary>A set-up has ended.</summary>
    /// <param name="direction">inbound or outbound.</param>
    /// <param name="start">When it began (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <param name="cause">Why it failed; null = it is up.</param>
    public void OnSetUp(string direction, long start, string? cause)
    {
        var tags = new TagList { { NodeTag, NodeName }, { "erldist.direction", direction } };
        if (cause is not null)
        {
            tags.Add(Telemetry.ErrorType, cause);
        }

        _handshakes.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
    }

    /// <summary>A peer was refused.</summary>
    public void OnRefused(string cause) => _refused.Add(1, new(NodeTag, NodeName), new(Telemetry.ErrorType, cause));

    /// <summary>A message reached nobody.</summary>
    public void OnDropped(string cause) => _dropped.Add(1, new(NodeTag, NodeName), new(Telemetry.ErrorType, cause));
}
