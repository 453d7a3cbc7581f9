using System.Diagnostics;
using System.Net;
using ErlDist.Embedding;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Connections;

/// <summary>Takes in those who connect to this node: carrier, handshake, each step with its time limit.</summary>
internal sealed class Acceptor
{
    /// <summary>How long a system that has no sockets left is given to get some.</summary>
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionServices _services;
    private readonly PeerTable _peers;
    private readonly int _limit;
    private readonly PendingSetups _setups;

    // Those that a younger one has displaced take a moment to close; accepting continues when they have.
    private readonly SemaphoreSlim _open;

    public Acceptor(ConnectionServices services, PeerTable peers)
    {
        _services = services;
        _peers = peers;
        _limit = FileLimit.PendingConnections(services.Limits.PendingConnections);
        _setups = new PendingSetups(_limit);
        _open = new SemaphoreSlim(_limit + Math.Max(1, _limit / 4));
    }

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
                await _open.WaitAsync(cancellationToken).ConfigureAwait(false);
                pending = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CarrierException e) when (!cancellationToken.IsCancellationRequested)
            {
                _open.Release();
                _services.Complaints.Tell("accept", "", LogLevel.Warning, (level, more) => _services.Log.AcceptFailed(level, e.Message + more));
                await Task.Delay(s_afterFailure, _services.Time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _ = ArriveAsync(pending, cancellationToken);
        }
    }

    private async Task ArriveAsync(IPendingConnection pending, CancellationToken cancellationToken)
    {
        using PendingSetup setup = _setups.Begin(cancellationToken);
        string from = "?";
        long start = Stopwatch.GetTimestamp();
        string? failure = null;
        try
        {
            from = pending.RemoteEndPoint.ToString() ?? from;
            ICarrierConnection connection = await SecureAsync(pending, setup.Token).ConfigureAwait(false);
            await HandshakeAsync(connection, setup.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            failure = setup.IsDisplaced ? "displaced" : "cancelled";
            if (setup.IsDisplaced)
            {
                Refused(pending, from, failure, $"{_limit} younger ones are in set-up (NodeLimits.PendingConnections, or a quarter of the open files)");
            }
        }
        catch (Exception e) when (IsProbe(e))
        {
            failure = FailureCause.Of(e);
            _services.Log.Probed(from, e.Message);
        }
        catch (HandshakeException e) when (e.Error == HandshakeError.Nok)
        {
            failure = FailureCause.Of(e);
            _services.Log.BothDialled(from, e.Message);
        }
#pragma warning disable CA1031 // A peer that nobody knows yet can end its own connection and nothing else.
        catch (Exception e)
        {
            failure = FailureCause.Of(e);
            Refused(pending, from, failure, e.Message);
        }
#pragma warning restore CA1031
        finally
        {
            _services.Meters.OnSetUp("inbound", start, failure);
            try
            {
                await pending.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                _open.Release();
            }
        }
    }

    /// <summary>Port scans and health checks connect and close.</summary>
    private static bool IsProbe(Exception e) =>
        e is HandshakeException { Error: HandshakeError.Closed, State: HandshakeState.AwaitName } or CarrierException { IsProbe: true };

    private void Refused(IPendingConnection pending, string from, string cause, string why)
    {
        _services.Meters.OnRefused(cause);
        string host = pending.RemoteEndPoint is IPEndPoint { Address: var address } ? address.ToString() : from;
        _services.Complaints.Tell($"refused: {cause}", host, LogLevel.Warning, (level, more) => _services.Log.PeerRefused(level, from, why + more));
    }

    private async Task<ICarrierConnection> SecureAsync(IPendingConnection pending, CancellationToken cancellationToken)
    {
        using var step = new CancellationTokenSource(_services.SetupTime, _services.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
        try
        {
            return await pending.CompleteAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not complete {_services.Carrier.Name} within {_services.SetupTime.TotalSeconds} s");
        }
    }

    private async Task HandshakeAsync(ICarrierConnection connection, CancellationToken cancellationToken)
    {
        var frames = new FrameReader(_services.Carrier.HandshakePrefixBytes, _services.Limits.Wire);
        var handshake = new AcceptorHandshake(_services.HandshakeOptions());
        var arrival = new ArrivingPeer(_services, _peers, handshake, connection.Security);
        HandshakeResult result;
        try
        {
            result = await HandshakeDriver.RunAsync(
                handshake, connection, frames, arrival.AnswerAsync, _services.SetupTime, _services.Time,
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            arrival.OnFailed();
            await HandshakeDriver.DiscardAsync(connection, frames).ConfigureAwait(false);
            throw;
        }

        var up = new Connection(_services, connection, frames, result);
        if (!_peers.TryBringUp(up, arrival.Arrival))
        {
            up.Abandon(DownReason.Replaced);
        }
    }
}
