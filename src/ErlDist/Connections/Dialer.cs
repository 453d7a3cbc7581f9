using System.Diagnostics;
using System.Net;
using ErlDist.Discovery;
using ErlDist.Embedding;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Connections;

/// <summary>Sets up the connections that this node dials: discovery, carrier, handshake, each step with its time limit.</summary>
internal sealed class Dialer(ConnectionServices services, INodeDiscovery discovery)
{
    private readonly SemaphoreSlim _naming = new(1, 1);

    /// <summary>Dials a peer: discovery → TCP → TLS → handshake.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="endPoint">Where it listens; null = discovery is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeConnectionException">A step failed; the message says which and why.</exception>
    public async Task<Connection> DialAsync(Atom peer, DnsEndPoint? endPoint, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            Connection connection = await SetUpInTurnAsync(peer, endPoint, cancellationToken).ConfigureAwait(false);
            services.Meters.OnSetUp("outbound", start, null);
            return connection;
        }
        catch (NodeConnectionException e) when (e.Reason != ConnectFailure.Simultaneous)
        {
            services.Complaints.Tell("dial", peer.Name, LogLevel.Warning, (level, more) => services.Log.ConnectFailed(level, peer.Name, e.Message + more));
            services.Meters.OnSetUp("outbound", start, FailureCause.Of(e));
            throw;
        }
    }

    private async Task<Connection> SetUpInTurnAsync(Atom peer, DnsEndPoint? endPoint, CancellationToken cancellationToken)
    {
        if (!NodeName.TryParse(peer.Name, out NodeName name))
        {
            throw new NodeConnectionException(peer, ConnectFailure.BadName, $"'{peer.Name}' is no node name: it must be name@host.");
        }

        if (services.Self.HasName)
        {
            return await SetUpAsync(peer, name, endPoint, cancellationToken).ConfigureAwait(false);
        }

        // The first peer gives this node its name; whoever dials meanwhile waits to have it.
        await _naming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await SetUpAsync(peer, name, endPoint, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _naming.Release();
        }
    }

    private async Task<Connection> SetUpAsync(Atom peer, NodeName name, DnsEndPoint? endPoint, CancellationToken cancellationToken)
    {
        NodeAddress address = endPoint is null
            ? await FindAsync(peer, name, cancellationToken).ConfigureAwait(false)
            : new NodeAddress(endPoint.Host, endPoint.Port);
        ICarrierConnection connection = await ConnectAsync(peer, name.Host, address, cancellationToken).ConfigureAwait(false);
        var frames = new FrameReader(services.Carrier.HandshakePrefixBytes, services.Limits.Wire);
        try
        {
            var handshake = new InitiatorHandshake(services.HandshakeOptions(), peer.Name, address.HandshakeVersion);
            HandshakeResult result = await HandshakeDriver.RunAsync(
                handshake, connection, frames,
                () =>
                {
                    handshake.AnswerAlive(replace: true); // This side knows of no connection, or it would not dial.
                    return ValueTask.CompletedTask;
                },
                services.SetupTime, services.Time, cancellationToken).ConfigureAwait(false);
            if (handshake.AsksForName)
            {
                services.Owner.OnNamed(Atom.Get(result.LocalName), result.LocalCreation);
            }

            return new Connection(services, connection, frames, result);
        }
        catch (Exception e)
        {
            connection.Abort(); // Who dialled has nothing to say in the end, and others wait to dial.
            await HandshakeDriver.DiscardAsync(connection, frames).ConfigureAwait(false);
            throw e switch
            {
                HandshakeException { Error: HandshakeError.Nok } => Failed(peer, ConnectFailure.Simultaneous, e),
                HandshakeException { Error: HandshakeError.Timeout } => Failed(peer, ConnectFailure.Timeout, e),
                HandshakeException or WireException => Failed(peer, ConnectFailure.Handshake, e),
                CarrierException => Failed(peer, ConnectFailure.Carrier, e),
                _ => e,
            };
        }
    }

    private async Task<NodeAddress> FindAsync(Atom peer, NodeName name, CancellationToken cancellationToken)
    {
        using var step = new CancellationTokenSource(services.SetupTime, services.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
        try
        {
            return await discovery.FindAsync(peer.Name, limit.Token).ConfigureAwait(false)
                ?? throw new NodeConnectionException(peer, ConnectFailure.NoSuchNode, NoSuchNode(name));
        }
        catch (EpmdException e)
        {
            throw Failed(peer, e.Error == EpmdError.Timeout ? ConnectFailure.Timeout : ConnectFailure.EpmdUnreachable, e);
        }
        catch (DiscoveryException e)
        {
            throw Failed(peer, ConnectFailure.NoSuchNode, e);
        }
        catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NodeConnectionException(peer, ConnectFailure.Timeout,
                $"No connection to {peer.Name}: {discovery} did not say within {services.SetupTime.TotalSeconds} s where it is.");
        }
    }

    private string NoSuchNode(NodeName peer) => discovery is EpmdDiscovery
        ? $"EPMD on {peer.Host} knows no node '{peer.Alive}': start it, or check its name (erldist names {peer.Host})."
        : $"{peer} is unknown to {discovery} (ErlangNodeOptions.Discovery): start it, or check its name.";

    private async Task<ICarrierConnection> ConnectAsync(Atom peer, string host, NodeAddress address, CancellationToken cancellationToken)
    {
        using var step = new CancellationTokenSource(services.SetupTime, services.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
        try
        {
            var target = new ConnectTarget { Host = host, Address = address.Host, Port = address.Port, NodeName = peer.Name };
            return await services.Carrier.ConnectAsync(target, limit.Token).ConfigureAwait(false);
        }
        catch (CarrierException e)
        {
            throw Failed(peer, ConnectFailure.Carrier, e);
        }
        catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NodeConnectionException(peer, ConnectFailure.Timeout,
                $"No connection to {peer.Name}: port {address.Port} of {address.Host} did not complete {services.Carrier.Name} within {services.SetupTime.TotalSeconds} s. Check for a firewall, and that both ends use the same proto_dist.");
        }
    }

    private static NodeConnectionException Failed(Atom peer, ConnectFailure failure, Exception inner) =>
        new(peer, failure, $"No connection to {peer.Name}: {inner.Message}", inner);
}
