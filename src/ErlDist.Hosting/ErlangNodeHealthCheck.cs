using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ErlDist.Hosting;

/// <summary>Whether a host's node is up, takes connections, and can be found by EPMD.</summary>
internal sealed class ErlangNodeHealthCheck(NodeHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        HealthStatus failure = context.Registration.FailureStatus;
        return Task.FromResult(host.Started is { } node ? NodeHealth.Of(node, failure) : new HealthCheckResult(failure, "The Erlang node has not started."));
    }
}
