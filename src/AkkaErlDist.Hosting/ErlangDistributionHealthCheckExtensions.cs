using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaErlDist.Hosting;

/// <summary>The health check of an actor system's Erlang node.</summary>
public static class ErlangDistributionHealthCheckExtensions
{
    /// <summary>
    /// Adds the check of the Erlang node of the host's actor system: it is unhealthy where it takes no connections, and degraded where EPMD
    /// does not know it.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What a node that is down is; null = unhealthy.</param>
    /// <param name="tags">Tags to select checks by.</param>
    public static IHealthChecksBuilder AddErlangDistribution(
        this IHealthChecksBuilder builder, string name = "erlang-distribution", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, services => new ErlangDistributionHealthCheck(services.GetRequiredService<ActorSystem>()), failureStatus, tags));
    }
}
