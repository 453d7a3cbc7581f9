using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;

namespace AkkaErlDist.Hosting;

/// <summary>Makes the actor system of a host an Erlang node.</summary>
public static class ErlangDistributionHostingExtensions
{
    /// <summary>Adds the Erlang distribution, set up in code.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="configure">Sets options; what it leaves alone is as HOCON or the defaults have it.</param>
    public static AkkaConfigurationBuilder WithErlangDistribution(
        this AkkaConfigurationBuilder builder, Action<ErlangDistributionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ErlangDistributionOptions();
        configure(options);
        return builder.WithErlangDistribution(options);
    }

    /// <summary>Adds the Erlang distribution, set up by a section of the host's configuration, as of <c>appsettings.json</c>.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="section">
    /// The section; its keys are those of the HOCON section <c>akka.remote.erl-dist</c>, <c>NetTickTime</c> or <c>net-ticktime</c>, and
    /// <c>EnabledTransports</c>. docs/configuration.md has all of them.
    /// </param>
    /// <param name="configure">Sets options besides; they count before the section's.</param>
    /// <exception cref="InvalidOperationException">A key that is none, at any depth; the message names it and the one that was meant.</exception>
    public static AkkaConfigurationBuilder WithErlangDistribution(
        this AkkaConfigurationBuilder builder, IConfiguration section, Action<ErlangDistributionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        var hocon = new SectionHocon();
        AppSettings.Read(section, hocon);
        var options = new ErlangDistributionOptions();
        configure?.Invoke(options);
        return Add(builder, options, hocon);
    }

    /// <summary>Adds the Erlang distribution.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="options">The options.</param>
    public static AkkaConfigurationBuilder WithErlangDistribution(this AkkaConfigurationBuilder builder, ErlangDistributionOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return Add(builder, options, new SectionHocon());
    }

    private static AkkaConfigurationBuilder Add(AkkaConfigurationBuilder builder, ErlangDistributionOptions options, SectionHocon hocon)
    {
        TypedOptions.Write(options, hocon);
        bool tcpIsSetUp = builder.Configuration.HasValue && builder.Configuration.Value.HasPath("akka.remote.dot-netty.tcp");
        builder.AddHocon(hocon.Write(tcpIsSetUp), HoconAddMode.Prepend);
        if (options.Setup is { } setup)
        {
            builder.AddSetup(setup);
        }

        // A cluster's provider, or one of the user's own, stays.
        return builder.ActorRefProvider.HasValue ? builder : builder.WithActorRefProvider(ProviderSelection.Remote.Instance);
    }
}
