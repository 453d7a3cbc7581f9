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
    /// <exception cref="InvalidOperationException">An unknown key, at any depth; the message names it and the one that was meant.</exception>
    public static AkkaConfigurationBuilder WithErlangDistribution(
        this AkkaConfigurationBuilder builder, IConfiguration section, Action<ErlangDistributionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        return AddTransport(builder, Read(section, configure));
    }

    /// <summary>Adds the Erlang distribution.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="options">The options.</param>
    public static AkkaConfigurationBuilder WithErlangDistribution(this AkkaConfigurationBuilder builder, ErlangDistributionOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return AddTransport(builder, Read(options, new SectionHocon()));
    }

    /// <summary>
    /// Makes the actor system an Erlang node without touching its remoting: any provider, and any transport of Akka's or none. Actors
    /// and BEAM processes talk; <c>akka.erl://</c> paths and Akka peers over Erlang's distribution are there with
    /// <see cref="WithErlangDistribution(AkkaConfigurationBuilder, Action{ErlangDistributionOptions})"/> only.
    /// </summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="configure">Sets options; what it leaves alone is as HOCON or the defaults have it.</param>
    public static AkkaConfigurationBuilder WithErlangNode(this AkkaConfigurationBuilder builder, Action<ErlangDistributionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ErlangDistributionOptions();
        configure(options);
        return AddNode(builder, Read(options, new SectionHocon()));
    }

    /// <summary>As the other overload, set up by a section of the host's configuration, as of <c>appsettings.json</c>.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="section">The section, as of <c>WithErlangDistribution</c> but for <c>EnabledTransports</c>.</param>
    /// <param name="configure">Sets options besides; they count before the section's.</param>
    /// <exception cref="InvalidOperationException">An unknown key, at any depth; the message names it and the one that was meant.</exception>
    public static AkkaConfigurationBuilder WithErlangNode(
        this AkkaConfigurationBuilder builder, IConfiguration section, Action<ErlangDistributionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        return AddNode(builder, Read(section, configure));
    }

    private static (SectionHocon Hocon, ErlDistSetup? Setup) Read(IConfiguration section, Action<ErlangDistributionOptions>? configure)
    {
        var hocon = new SectionHocon();
        AppSettings.Read(section, hocon);
        var options = new ErlangDistributionOptions();
        configure?.Invoke(options);
        return Read(options, hocon);
    }

    private static (SectionHocon Hocon, ErlDistSetup? Setup) Read(ErlangDistributionOptions options, SectionHocon hocon)
    {
        TypedOptions.Write(options, hocon);
        return (hocon, options.Setup);
    }

    private static AkkaConfigurationBuilder AddTransport(AkkaConfigurationBuilder builder, (SectionHocon Hocon, ErlDistSetup? Setup) read)
    {
        bool tcpIsSetUp = builder.Configuration.HasValue && builder.Configuration.Value.HasPath("akka.remote.dot-netty.tcp");
        Add(builder, read.Hocon.WriteTransport(tcpIsSetUp), read.Setup);

        // A cluster's provider, or one of the user's own, stays.
        return builder.ActorRefProvider.HasValue ? builder : builder.WithActorRefProvider(ProviderSelection.Remote.Instance);
    }

    private static AkkaConfigurationBuilder AddNode(AkkaConfigurationBuilder builder, (SectionHocon Hocon, ErlDistSetup? Setup) read) =>
        Add(builder, read.Hocon.WriteNode(), read.Setup).WithExtensions(typeof(ErlangDistributionProvider));

    private static AkkaConfigurationBuilder Add(AkkaConfigurationBuilder builder, string hocon, ErlDistSetup? setup)
    {
        builder.AddHocon(hocon, HoconAddMode.Prepend);
        return setup is null ? builder : builder.AddSetup(setup);
    }
}
