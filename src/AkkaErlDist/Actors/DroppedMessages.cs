using System.Diagnostics.Metrics;
using ErlDist;

namespace AkkaErlDist.Actors;

/// <summary>What actors and BEAM processes could not be told, in the node's own measurement of messages that reached nobody.</summary>
internal static class DroppedMessages
{
    private static readonly Meter s_meter = new(ErlangNode.InstrumentationName);
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>("erldist.message.dropped", "{message}", "Messages that reached nobody.");

    /// <summary>One more.</summary>
    /// <param name="node">This node.</param>
    /// <param name="cause">Why: a fixed text.</param>
    public static void Add(string node, string cause) => s_dropped.Add(1, new("erldist.node", node), new("error.type", cause));
}
