using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ErlDist.Hosting;

/// <summary>Whether a host's node is up, takes connections, and can be found by EPMD.</summary>
internal sealed class ErlangNodeHealthCheck(NodeHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(Check(context.Registration.FailureStatus));
    }

    private HealthCheckResult Check(HealthStatus failure)
    {
        if (host.Started is not { } node)
        {
            return new HealthCheckResult(failure, "The Erlang node has not started.");
        }

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
