using System.Security.Cryptography;
using ErlDist.Carriers;
using ErlDist.Epmd;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes.Connections;

/// <summary>
/// Sets connections up, dialled and accepted: EPMD, carrier, handshake, each step with its time limit.
/// </summary>
internal sealed class ConnectionSetup(ErlangNode node, ICarrier carrier, EpmdClient? epmd)
{
    private readonly SemaphoreSlim _naming = new(1, 1);
    private readonly SemaphoreSlim _arrivals = new(node.Options.Limits.PendingConnections);

    /// <summary>Dials a peer: EPMD → TCP → TLS → handshake.</summary>
    /// <exception cref="NodeConnectionException">A step failed; the message says which and why.</exception>
    public async Task<Connection> DialAsync(Atom peer, CancellationToken cancellationToken)
    {
        try
        {
            return await DialCheckedAsync(peer, cancellationToken).ConfigureAwait(false);
        }
        catch (NodeConnectionException e) when (e.Reason != ConnectFailure.Simultaneous)
        {
            node.Log.ConnectFailed(peer.Name, e.Message);
            node.Diagnostics.ConnectFailed(peer.Name, e.Reason);
            throw;
        }
    }

    /// <summary>Accepts until the node stops. What one peer does or does not send never delays another's accept.</summary>
    public async Task AcceptAsync(ICarrierListener listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _arrivals.WaitAsync(cancellationToken).ConfigureAwait(false);
            IPendingConnection pending;
            try
            {
                pending = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CarrierException e)
            {
                _arrivals.Release();
                node.Log.AcceptFailed(e.Message);
                continue;
            }
            catch
            {
                _arrivals.Release();
                throw;
            }

            _ = ArriveAsync(pending, cancellationToken);
        }
    }

    private async Task<Connection> DialCheckedAsync(Atom peer, CancellationToken cancellationToken)
    {
        if (!NodeName.IsValid(peer.Name))
        {
            throw new NodeConnectionException(peer, ConnectFailure.BadName, $"'{peer.Name}' is no node name: it must be name@host.");
        }

        if (node.HasName)
        {
            return await DialNamedAsync(peer, cancellationToken).ConfigureAwait(false);
        }

        // The first peer gives this node its name; whoever dials meanwhile waits to have it.
        await _naming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await DialNamedAsync(peer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _naming.Release();
        }
    }

    private async Task<Connection> DialNamedAsync(Atom peer, CancellationToken cancellationToken)
    {
        (int port, int version) = await FindAsync(peer, cancellationToken).ConfigureAwait(false);
        ICarrierConnection connection = await ConnectAsync(peer, port, cancellationToken).ConfigureAwait(false);
        var frames = new FrameReader(carrier.HandshakePrefixBytes, node.Options.Limits.Wire);
        try
        {
            var handshake = new InitiatorHandshake(HandshakeOptions(), peer.Name, version);
            HandshakeResult result = await HandshakeDriver.RunAsync(
                handshake, connection, frames,
                () =>
                {
                    handshake.AnswerAlive(replace: true); // This side knows of no connection, or it would not dial.
                    return ValueTask.CompletedTask;
                },
                node.Options.NetSetupTime, node.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (handshake.AsksForName)
            {
                node.OnNamed(result.LocalName, result.LocalCreation);
            }

            return new Connection(node, connection, frames, result);
        }
        catch (Exception e)
        {
            await DiscardAsync(connection, frames).ConfigureAwait(false);
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

    private async Task<(int Port, int Version)> FindAsync(Atom peer, CancellationToken cancellationToken)
    {
        if (node.Options.FixedPort is { } port)
        {
            return (port, 6);
        }

        string host = NodeName.HostOf(peer.Name);
        string alive = peer.Name[..peer.Name.IndexOf('@', StringComparison.Ordinal)];
        try
        {
            EpmdEntry? entry = await epmd!.LookupAsync(alive, host, cancellationToken).ConfigureAwait(false);
            return entry switch
            {
                null => throw new NodeConnectionException(peer, ConnectFailure.NoSuchNode,
                    $"EPMD on {host} knows no node '{alive}': start it, or check its name (erldist names {host})."),
                { Port: 0 } => throw new NodeConnectionException(peer, ConnectFailure.NoSuchNode,
                    $"{peer.Name} takes no connections (-dist_listen false); let it connect to this node."),
                _ => (entry.Port, entry.HighestVersion >= 6 ? 6 : 5),
            };
        }
        catch (EpmdException e)
        {
            throw Failed(peer, e.Error == EpmdError.Timeout ? ConnectFailure.Timeout : ConnectFailure.EpmdUnreachable, e);
        }
    }

    private async Task<ICarrierConnection> ConnectAsync(Atom peer, int port, CancellationToken cancellationToken)
    {
        using var step = new CancellationTokenSource(node.Options.NetSetupTime, node.Options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
        try
        {
            var target = new ConnectTarget { Host = NodeName.HostOf(peer.Name), Port = port, NodeName = peer.Name };
            return await carrier.ConnectAsync(target, limit.Token).ConfigureAwait(false);
        }
        catch (CarrierException e)
        {
            throw Failed(peer, ConnectFailure.Carrier, e);
        }
        catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NodeConnectionException(peer, ConnectFailure.Timeout,
                $"No connection to {peer.Name}: port {port} did not complete {carrier.Name} within {node.Options.NetSetupTime.TotalSeconds} s. Check for a firewall, and that both ends use the same -proto_dist.");
        }
    }

    private async Task ArriveAsync(IPendingConnection pending, CancellationToken cancellationToken)
    {
        string from = pending.RemoteEndPoint.ToString() ?? "?";
        try
        {
            using var step = new CancellationTokenSource(node.Options.NetSetupTime, node.Options.TimeProvider);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
            ICarrierConnection connection;
            try
            {
                connection = await pending.CompleteAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                node.Log.PeerRefused(from, $"silent for {node.Options.NetSetupTime.TotalSeconds} s while {carrier.Name} was being set up");
                return;
            }

            await HandshakeWithAsync(connection, from, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
#pragma warning disable CA1031 // A peer that nobody knows yet can end its own connection and nothing else.
        catch (Exception e)
        {
            node.Log.PeerRefused(from, e.Message);
        }
#pragma warning restore CA1031
        finally
        {
            await pending.DisposeAsync().ConfigureAwait(false);
            _arrivals.Release();
        }
    }

    private async Task HandshakeWithAsync(ICarrierConnection connection, string from, CancellationToken cancellationToken)
    {
        var frames = new FrameReader(carrier.HandshakePrefixBytes, node.Options.Limits.Wire);
        var handshake = new AcceptorHandshake(HandshakeOptions());
        var arrival = new ArrivingPeer(node, handshake, connection.Security);
        try
        {
            HandshakeResult result = await HandshakeDriver.RunAsync(
                handshake, connection, frames, arrival.AnswerAsync, node.Options.NetSetupTime, node.Options.TimeProvider,
                cancellationToken).ConfigureAwait(false);
            var up = new Connection(node, connection, frames, result);
            if (!node.Peers.TryBringUp(up, arrival.Attempt!))
            {
                up.Abandon(DownReason.Replaced);
            }
        }
        catch (Exception e)
        {
            await DiscardAsync(connection, frames).ConfigureAwait(false);
            arrival.OnFailed(from, e);
            throw;
        }
    }

    private HandshakeOptions HandshakeOptions() => new()
    {
        LocalName = node.HasName ? node.Name : node.Host,
        Creation = node.Creation,
        CookieFor = node.CookieFor,
        Flags = node.OfferedFlags,
        PrefixBytes = carrier.HandshakePrefixBytes,
    };

    private static async ValueTask DiscardAsync(ICarrierConnection connection, FrameReader frames)
    {
        connection.Abort();
        await connection.DisposeAsync().ConfigureAwait(false);
        frames.Dispose();
    }

    private static NodeConnectionException Failed(Atom peer, ConnectFailure failure, Exception inner) =>
        new(peer, failure, $"No connection to {peer.Name}: {inner.Message}", inner);
}

/// <summary>A peer that has said its name: what this node answers it.</summary>
internal sealed class ArrivingPeer(ErlangNode node, AcceptorHandshake handshake, CarrierSecurity? security)
{
    private Atom? _name;

    /// <summary>The set-up under way, once the name is known.</summary>
    public Attempt? Attempt { get; private set; }

    /// <summary>Answers the handshake's question.</summary>
    public async ValueTask AnswerAsync()
    {
        if (handshake.State == HandshakeState.SendAck)
        {
            await node.Peers.CloseReplacedAsync(_name!).ConfigureAwait(false);
            handshake.ConfirmReplaced();
            return;
        }

        PendingPeer peer = handshake.PendingPeer!;
        if (!node.Allows(peer, security))
        {
            handshake.Answer(HandshakeStatus.NotAllowed);
        }
        else if (peer.AsksForName)
        {
            NameIt(peer.Name);
        }
        else
        {
            _name = new Atom(peer.Name);
            Arrival arrival = node.Peers.OnArrival(_name, out Attempt attempt);
            Attempt = attempt;
            handshake.Answer(arrival switch
            {
                Arrival.Accept => HandshakeStatus.Ok,
                Arrival.AcceptSimultaneous => HandshakeStatus.OkSimultaneous,
                Arrival.AskAlive => HandshakeStatus.Alive,
                _ => HandshakeStatus.Nok,
            });
        }
    }

    /// <summary>Tells those who wait for the peer that its set-up failed.</summary>
    public void OnFailed(string from, Exception e)
    {
        if (_name is not null && Attempt is not null)
        {
            node.Peers.OnArrivalFailed(_name, Attempt, new NodeConnectionException(
                _name, ConnectFailure.Handshake, $"The connection that {_name.Name} set up from {from} failed: {e.Message}", e));
        }
    }

    private void NameIt(string host)
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        Arrival arrival;
        do
        {
            RandomNumberGenerator.Fill(random);
            _name = new Atom(NodeName.MakeDynamic(host, BitConverter.ToUInt64(random)));
            arrival = node.Peers.OnArrival(_name, out Attempt attempt);
            Attempt = attempt;
        }
        while (arrival != Arrival.Accept);

        handshake.AnswerNamed(_name.Name, BitConverter.ToUInt32(random) | 1);
    }
}
