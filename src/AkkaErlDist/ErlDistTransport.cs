using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Configuration;
using AkkaErlDist.Nodes;
using AkkaErlDist.Peers;
using AkkaErlDist.Serialization;
using ErlDist;
using ErlDist.Nodes;
using ErlDist.Wire;

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
    private RunningNode? _running;
    private PeerHost? _host;

    /// <summary>Called by Akka, with the section that <c>enabled-transports</c> names.</summary>
    /// <exception cref="ConfigurationException">The section won't do; the message names the key.</exception>
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
        system.Settings.InjectTopLevelFallback(EtfBindings.Config);
        _declared = new DeclaredTypes(system.Settings);
    }

    /// <inheritdoc/>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var listener = new TaskCompletionSource<IAssociationEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        var system = (ExtendedActorSystem)System;
        using var limit = new CancellationTokenSource(StartLimit());
        try
        {
            _running = await RunningNode.StartAsync(
                system, _settings, _setup, (address, certificatesCount) => _host = MakeHost(system, address, listener, certificatesCount), limit.Token).ConfigureAwait(false);
            _host!.Start(_running.Node);
            _distribution.Start(_running.Node, _host);
            return (_host.Addresses.Local, listener);
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
            // Akka logs it with all that is inside; the message says it all, and places in our code are of no use to anyone.
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
        if (_running is { } running)
        {
            await running.DisposeAsync().ConfigureAwait(false);
            _host!.Dispose();
        }

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

    private PeerHost MakeHost(
        ExtendedActorSystem system, Address address, TaskCompletionSource<IAssociationEventListener> listener, bool certificatesCount) =>
        new(system, _settings, new PeerAddresses(_settings, address), _distribution.Codec, listener, certificatesCount);

    private async Task<Association> OpenAsync(Address remote)
    {
        if (_running is not { Node: { } node } || _host is not { } host)
        {
            throw new InvalidAssociationException("The Erlang node is not up.");
        }

        string name = host.Addresses.NodeOf(remote);
        if (name == node.Name)
        {
            throw new InvalidAssociationException($"{remote} is this actor system itself, whose address is {host.Addresses.Local}.");
        }

        PeerLink link = await ConnectAsync(node, name, remote, host.Addresses).ConfigureAwait(false);
        return await host.PeerOf(link).OpenAsync(remote).ConfigureAwait(false);
    }

    private static async Task<PeerLink> ConnectAsync(ErlangNode node, string name, Address remote, PeerAddresses addresses)
    {
        // EPMD is asked for BEAM nodes only: the address of an actor system says it all.
        DnsEndPoint? endPoint = remote.Port is > 0 and int port ? new DnsEndPoint(AkkaAddress.ErlangHostOf(remote.Host), port) : null;
        try
        {
            return await node.ConnectLinkAsync(name, endPoint).ConfigureAwait(false);
        }
        catch (NodeConnectionException failure)
            when (failure.InnerException is HandshakeException { OtherName: { } other } && PeerAddresses.AreSame(name, other))
        {
            addresses.Learn(other);
            return await node.ConnectLinkAsync(other, endPoint).ConfigureAwait(false);
        }
    }
}
