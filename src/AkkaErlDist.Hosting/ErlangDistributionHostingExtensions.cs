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
    /// <param name="section">The section; its keys are the names of <see cref="ErlangDistributionOptions"/>.</param>
    /// <param name="configure">Sets options besides, such as <see cref="ErlangDistributionOptions.Setup"/>.</param>
    /// <exception cref="InvalidOperationException">A key that is none, or a value that can't be read; the message names it.</exception>
    public static AkkaConfigurationBuilder WithErlangDistribution(
        this AkkaConfigurationBuilder builder, IConfiguration section, Action<ErlangDistributionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new ErlangDistributionOptions();
        section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
        configure?.Invoke(options);
        return builder.WithErlangDistribution(options);
    }

    /// <summary>Adds the Erlang distribution.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="options">The options.</param>
    public static AkkaConfigurationBuilder WithErlangDistribution(this AkkaConfigurationBuilder builder, ErlangDistributionOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.AddHocon(OptionsHocon.Write(options), HoconAddMode.Prepend);
        if (options.Setup is { } setup)
        {
            builder.AddSetup(setup);
        }

        // A cluster's provider, or one of the user's own, stays.
        return builder.ActorRefProvider.HasValue ? builder : builder.WithActorRefProvider(ProviderSelection.Remote.Instance);
    }
}
