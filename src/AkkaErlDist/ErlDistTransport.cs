using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaErlDist.Addresses;
using AkkaErlDist.Configuration;
using AkkaErlDist.Remoting;
using AkkaErlDist.Serialization;
using ErlDist;

namespace AkkaErlDist;

/// <summary>
/// The transport of Akka.Remote that is an Erlang node: <c>akka.erl://beam@host:0/user/echo</c> is the process registered as
/// <c>echo</c> on <c>beam@host</c>, and <c>{echo, 'sys@host'} ! Msg</c> there reaches <c>/user/echo</c> here. Actor systems that
/// both use it talk as over any other transport.
/// </summary>
public sealed class ErlDistTransport : Transport
{
    private readonly ErlDistSettings _settings;
    private readonly ErlDistSetup _setup;
    private readonly ErlangDistribution _distribution;
    private readonly ILoggingAdapter _log;
    private readonly DeclaredTypes _declared;
    private RemotingHost? _host;

    /// <summary>Called by Akka, with the section that <c>enabled-transports</c> names.</summary>
    /// <exception cref="ConfigurationException">The section will not do; the message names the key.</exception>
    public ErlDistTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        _log = Akka.Event.Logging.GetLogger(system, "erl-dist");
        _settings = Explained(() => ErlDistSettings.Load(system, config, SectionPath(system)));
        _setup = system.Settings.Setup.Get<ErlDistSetup>().GetOrElse(new ErlDistSetup());
        SchemeIdentifier = _settings.TransportProtocol;
        MaximumPayloadBytes = _settings.MaximumFrameSize;
        Explained(() => OtherTransport.Check(system.Settings, _settings, _log));
        _distribution = ErlangDistribution.Get(system);
        _distribution.Attach(_settings);
        system.Settings.InjectTopLevelFallback(EtfBindings.All(typeof(EtfSerializer)));
        _declared = new DeclaredTypes(system.Settings);
    }

    /// <inheritdoc/>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var listener = new TaskCompletionSource<IAssociationEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var limit = new CancellationTokenSource(StartLimit());
        try
        {
            await _distribution.StartAsync(
                _settings, _setup, (actors, certificatesCount) => _host = new RemotingHost(actors, _settings, listener, certificatesCount), limit.Token).ConfigureAwait(false);
            return (_host!.Addresses.Local, listener);
        }
        catch (Exception failure)
        {
            _log.Error("The Erlang node of {0} can't start: {1}", _settings.SectionPath, failure is OperationCanceledException ? "it took too long." : failure.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        // Whatever is thrown here must be in the task: Akka's own actors wait for ever after an exception of the call itself.
        try
        {
            return await OpenAsync(remoteAddress).ConfigureAwait(false);
        }
        catch (ErlangException failure)
        {
            // Akka logs it with all that is inside; the message says it all, and places in our code help nobody.
            throw new InvalidAssociationException(failure.Message);
        }
        catch (Exception failure) when (failure is not InvalidAssociationException)
        {
            throw new InvalidAssociationException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        _declared.Dispose();
        await _distribution.StopAsync().ConfigureAwait(false);
        _host?.Dispose();
        return true;
    }

    private static string SectionPath(ActorSystem system)
    {
        const string Default = "akka.remote.erl-dist";
        Config config = system.Settings.Config;
        return config.GetStringList("akka.remote.enabled-transports").FirstOrDefault(
            path => config.GetString(path + ".transport-class", "").Contains(nameof(ErlDistTransport), StringComparison.Ordinal)) ?? Default;
    }

    private T Explained<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ConfigurationException failure)
        {
            _log.Error("The Erlang node can't start: {0}", failure.Message);
            throw;
        }
    }

    /// <summary>Akka waits for ever for a Listen that hangs; so that what is wrong is said, this one ends before Akka gives up.</summary>
    private TimeSpan StartLimit() => System.Settings.Config.GetTimeSpan("akka.remote.startup-timeout", TimeSpan.FromSeconds(10)) * 0.9;

    private async Task<Association> OpenAsync(Address remote)
    {
        if (_host is not { } host)
        {
            throw new InvalidAssociationException("The Erlang node is not up.");
        }

        string name = host.Addresses.NodeOf(remote);
        if (name == host.Node.Name)
        {
            throw new InvalidAssociationException($"{remote} is this actor system itself, whose address is {host.Addresses.Local}.");
        }

        if (remote.Port is > 0 and int port)
        {
            name = await ConnectAsync(host, name, new DnsEndPoint(AkkaAddress.ErlangHostOf(remote.Host), port)).ConfigureAwait(false);
            return await host.OpenPeerAsync(name, remote).ConfigureAwait(false);
        }

        try
        {
            await ConnectAsync(host, name, null).ConfigureAwait(false);
        }
        catch (NodeConnectionException)
        {
            // It is dialled again for the first message, which tells of it.
        }

        return host.OpenBeam(remote);
    }

    /// <summary>Connects; a node that spells its host otherwise than the address does is dialled once more by its own name.</summary>
    private static async Task<string> ConnectAsync(RemotingHost host, string name, DnsEndPoint? endPoint)
    {
        try
        {
            await host.Node.ConnectAsync(name, endPoint).ConfigureAwait(false);
            return name;
        }
        catch (NodeConnectionException failure)
            when (failure.OtherName is { } other && PeerAddresses.AreSame(name, other))
        {
            host.Addresses.Learn(other);
            await host.Node.ConnectAsync(other, endPoint).ConfigureAwait(false);
            return other;
        }
    }
}
