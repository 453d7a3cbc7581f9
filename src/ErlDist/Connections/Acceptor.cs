using ErlDist.Carriers;
using ErlDist.Nodes;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>Takes in those who connect to this node: carrier, handshake, each step with its time limit.</summary>
internal sealed class Acceptor(ErlangNode node, ICarrier carrier)
{
    /// <summary>How long a system that has no sockets left is given to get some.</summary>
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMilliseconds(100);

    private readonly PendingSetups _setups = new(node.Options.Limits.PendingConnections);

    /// <summary>How many are in set-up.</summary>
    public int Pending => _setups.Count;

    /// <summary>Accepts until the node stops. What one peer does or does not send never delays another's accept.</summary>
    public async Task AcceptAsync(ICarrierListener listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            IPendingConnection pending;
            try
            {
                pending = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CarrierException e) when (!cancellationToken.IsCancellationRequested)
            {
                node.Log.AcceptFailed(e.Message);
                await Task.Delay(s_afterFailure, node.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _ = ArriveAsync(pending, cancellationToken);
        }
    }

    private async Task ArriveAsync(IPendingConnection pending, CancellationToken cancellationToken)
    {
        using PendingSetup setup = _setups.Begin(cancellationToken);
        string from = "?";
        try
        {
            from = pending.RemoteEndPoint.ToString() ?? from;
            ICarrierConnection connection = await SecureAsync(pending, setup.Token).ConfigureAwait(false);
            await HandshakeAsync(connection, setup.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (setup.IsDisplaced)
            {
                node.Log.PeerRefused(from, $"{node.Options.Limits.PendingConnections} younger ones are in set-up (NodeLimits.PendingConnections)");
            }
        }
        catch (HandshakeException e) when (e.Error == HandshakeError.Nok)
        {
            node.Log.BothDialled(from, e.Message);
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
        }
    }

    private async Task<ICarrierConnection> SecureAsync(IPendingConnection pending, CancellationToken cancellationToken)
    {
        using var step = new CancellationTokenSource(node.Options.NetSetupTime, node.Options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
        try
        {
            return await pending.CompleteAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not complete {carrier.Name} within {node.Options.NetSetupTime.TotalSeconds} s");
        }
    }

    private async Task HandshakeAsync(ICarrierConnection connection, CancellationToken cancellationToken)
    {
        var frames = new FrameReader(carrier.HandshakePrefixBytes, node.Options.Limits.Wire);
        var handshake = new AcceptorHandshake(HandshakeDriver.Options(node, carrier));
        var arrival = new ArrivingPeer(node, handshake, connection.Security);
        HandshakeResult result;
        try
        {
            result = await HandshakeDriver.RunAsync(
                handshake, connection, frames, arrival.AnswerAsync, node.Options.NetSetupTime, node.Options.TimeProvider,
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            arrival.OnFailed();
            await HandshakeDriver.DiscardAsync(connection, frames).ConfigureAwait(false);
            throw;
        }

        var up = new Connection(node, connection, frames, result);
        if (!node.Peers.TryBringUp(up, dialled: null))
        {
            up.Abandon(DownReason.Replaced);
        }
    }
}
