using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ErlDist.Hosting;

/// <summary>What the state of a node that has started is to a health check. AkkaErlDist.Hosting compiles this file, too.</summary>
internal static class NodeHealth
{
    /// <summary>Unhealthy where it takes no connections, degraded where EPMD does not know it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="failure">What a node that is down is.</param>
    public static HealthCheckResult Of(ErlangNode node, HealthStatus failure)
    {
        var data = new Dictionary<string, object> { ["node"] = node.Name, ["connected"] = node.ConnectedNodes };
        return (node.IsAccepting, node.IsRegistered) switch
        {
            (false, _) => new HealthCheckResult(failure, $"{node.Name} takes no connections: it is stopping, or its listener has failed.", data: data),
            (_, false) => HealthCheckResult.Degraded(
                $"EPMD doesn't know {node.Name}, so nodes that are not connected can't find it. It registers again as soon as EPMD answers.", data: data),
            _ => HealthCheckResult.Healthy($"{node.Name} listens on {node.EndPoint}, connected to {node.ConnectedNodes.Count} nodes.", data),
        };
    }
}
