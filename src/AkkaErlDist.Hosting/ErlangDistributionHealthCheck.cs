using Akka.Actor;
using ErlDist;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaErlDist.Hosting;

/// <summary>
/// Whether the actor system's Erlang node is up, takes connections (else it is unhealthy), and can be found by EPMD (else degraded).
/// </summary>
public sealed class ErlangDistributionHealthCheck(ActorSystem system) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(Check(context.Registration.FailureStatus));
    }

    private HealthCheckResult Check(HealthStatus failure)
    {
        if (system.WhenTerminated.IsCompleted)
        {
            return new HealthCheckResult(failure, $"The actor system {system.Name} has ended.");
        }

        ErlangNode node;
        try
        {
            node = ErlangDistribution.Get(system).Node;
        }
        catch (InvalidOperationException notRunning)
        {
            return new HealthCheckResult(failure, notRunning.Message);
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
