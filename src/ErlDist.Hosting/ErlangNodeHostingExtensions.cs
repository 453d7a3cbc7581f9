using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ErlDist.Hosting;

/// <summary>An Erlang node in a host.</summary>
public static class ErlangNodeHostingExtensions
{
    /// <summary>The section that is read of a whole configuration.</summary>
    public const string DefaultSection = "ErlDist";

    /// <summary>
    /// Adds a node, set up by the host's configuration. It starts with the host, is injected as <see cref="ErlangNode"/> or
    /// <see cref="IErlangNode"/>, and stops with the host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">
    /// A section with the keys of <see cref="ErlangNodeHostingOptions"/>, or the whole configuration, of which <see cref="DefaultSection"/> is read.
    /// </param>
    /// <param name="configure">Sets options besides, such as <see cref="ErlangNodeHostingOptions.Customize"/>.</param>
    public static ErlangNodeBuilder AddErlangNode(
        this IServiceCollection services, IConfiguration configuration, Action<ErlangNodeHostingOptions>? configure = null) =>
        services.AddErlangNode(Options.DefaultName, configuration, configure);

    /// <summary>Adds a node, set up in code.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    public static ErlangNodeBuilder AddErlangNode(this IServiceCollection services, Action<ErlangNodeHostingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, Options.DefaultName, null, configure);
    }

    /// <summary>
    /// Adds one of several nodes. It is injected by its name: <c>[FromKeyedServices("billing")] ErlangNode node</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The name that this host calls the node by.</param>
    /// <param name="configuration">As in the other overload.</param>
    /// <param name="configure">As in the other overload.</param>
    public static ErlangNodeBuilder AddErlangNode(
        this IServiceCollection services, string name, IConfiguration configuration, Action<ErlangNodeHostingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services, name, configuration is IConfigurationRoot ? configuration.GetSection(DefaultSection) : configuration, configure);
    }

    /// <summary>
    /// Adds the health check of a node: unhealthy when it is down or takes no connections, degraded while EPMD does not know it.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="node">The name that the node was added under; null for the one without.</param>
    /// <param name="name">The name of the check; <c>erlang-node</c>, with the node's name where it has one.</param>
    /// <param name="failureStatus">What a node that is down is; null = unhealthy.</param>
    /// <param name="tags">Tags to select checks by.</param>
    public static IHealthChecksBuilder AddErlangNode(
        this IHealthChecksBuilder builder, string? node = null, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (node is null ? "erlang-node" : "erlang-node-" + node),
            services => new ErlangNodeHealthCheck(services.GetRequiredKeyedService<NodeHost>(node ?? Options.DefaultName)),
            failureStatus,
            tags));
    }

    private static ErlangNodeBuilder Add(
        IServiceCollection services, string name, IConfiguration? section, Action<ErlangNodeHostingOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        if (services.Any(s => s.ServiceType == typeof(NodeHost) && Equals(s.ServiceKey, name)))
        {
            throw new InvalidOperationException(name.Length == 0
                ? "The host has an Erlang node already; give further ones names: AddErlangNode(\"billing\", …)."
                : $"The host has an Erlang node '{name}' already; give this one another name.");
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ErlangNodeHostingOptions>, ErlangNodeOptionsValidator>());
        services.AddOptions<ErlangNodeHostingOptions>(name)
            .Configure(options =>
            {
                if (section is not null && SectionReader.Read(section, options) is { Count: > 0 } faults)
                {
                    throw new OptionsValidationException(name, typeof(ErlangNodeHostingOptions), faults);
                }

                configure?.Invoke(options);
            })
            .ValidateOnStart();
        services.AddKeyedSingleton(name, (provider, _) => new NodeHost(
            name,
            provider,
            provider.GetRequiredService<IOptionsMonitor<ErlangNodeHostingOptions>>(),
            provider.GetServices<NodePart>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<NodeHost>(name));
        if (name.Length == 0)
        {
            services.AddSingleton(provider => provider.GetRequiredKeyedService<NodeHost>(name).Node);
            services.AddSingleton<IErlangNode>(provider => provider.GetRequiredService<ErlangNode>());
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<NodeHost>(name).Node);
            services.AddKeyedSingleton<IErlangNode>(name, (provider, key) => provider.GetRequiredKeyedService<ErlangNode>(key));
        }

        return new ErlangNodeBuilder(name, services);
    }
}
