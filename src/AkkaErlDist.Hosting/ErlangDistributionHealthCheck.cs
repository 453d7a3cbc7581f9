using Akka.Actor;
using ErlDist.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaErlDist.Hosting;

/// <summary>Whether the actor system's Erlang node is up, takes connections, and can be found by EPMD.</summary>
internal sealed class ErlangDistributionHealthCheck(ActorSystem system) : IHealthCheck
{
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

        try
        {
            return NodeHealth.Of(ErlangDistribution.Get(system).Node, failure);
        }
        catch (InvalidOperationException notRunning)
        {
            return new HealthCheckResult(failure, notRunning.Message);
        }
    }
}
