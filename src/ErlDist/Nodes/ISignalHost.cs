using ErlDist.Carriers;
using ErlDist.Connections;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>
/// Something that has many pids on a node and keeps links and monitors itself, such as another actor system. It takes the
/// signals to all pids and names that are no <see cref="LocalProcess"/>'s, as they come. Pids are made by
/// <see cref="ErlangNode.NewPid"/>.
/// </summary>
/// <remarks>
/// For one connection the methods are called in turn, on the loop that reads it, so they must be quick and never block:
/// up once, then signals, then down once.
/// </remarks>
public interface ISignalHost
{
    /// <summary>A connection is up.</summary>
    void OnConnectionUp(PeerLink link);

    /// <summary>A signal has arrived.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="signal">What is asked.</param>
    /// <param name="payload">What comes with it, without the leading 131; valid during the call only.</param>
    /// <param name="atoms">What <c>ATOM_CACHE_REF</c> in the payload refers to.</param>
    /// <exception cref="TermFormatException">The payload is no term: the peer breaks the protocol, and its connection ends.</exception>
    void OnSignal(PeerLink link, in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms);

    /// <summary>The connection is down. Another one with the same peer comes up only after this.</summary>
    void OnConnectionDown(PeerLink link, DownReason reason);
}

/// <summary>One connection of a node, as its <see cref="ISignalHost"/> sees it. Safe for many threads.</summary>
public sealed class PeerLink
{
    private readonly Connection _connection;

    internal PeerLink(ErlangNode local, Connection connection)
    {
        Local = local;
        _connection = connection;
    }

    /// <summary>Our node.</summary>
    public ErlangNode Local { get; }

    /// <summary>The peer's name.</summary>
    public Atom Node => _connection.PeerName;

    /// <summary>What the handshake settled.</summary>
    public HandshakeResult Handshake => _connection.Handshake;

    /// <summary>What TLS settled; null on plain TCP.</summary>
    public CarrierSecurity? Security => _connection.Security;

    /// <summary>For the host's own use.</summary>
    public object? State { get; set; }

    /// <summary>Queues a message, unless too much waits already. Never blocks.</summary>
    /// <param name="signal">A send.</param>
    /// <param name="payload">The message without the leading 131; copied.</param>
    /// <param name="room">When busy: completes when there is room, or the connection is closed.</param>
    public SendResult TrySend(in Signal signal, ReadOnlyMemory<byte> payload, out Task room) =>
        _connection.Outbound.TryEnqueue(signal, new(payload), null, out room) switch
        {
            EnqueueResult.Queued => SendResult.Sent,
            EnqueueResult.Busy => SendResult.Busy,
            _ => SendResult.NotConnected,
        };

    /// <summary>
    /// Queues a signal that may not be refused: links, monitors, exits. Never blocks. A peer that takes nothing while such
    /// signals pile up is given up (<see cref="NodeLimits.OutboundControlBytes"/>).
    /// </summary>
    /// <param name="signal">The signal.</param>
    /// <param name="payload">What goes with it, without the leading 131; copied.</param>
    /// <returns>False when the connection is closed.</returns>
    public bool TrySendControl(in Signal signal, ReadOnlyMemory<byte> payload) =>
        _connection.Outbound.TryEnqueueControl(signal, new(payload), null);

    /// <summary>Ends the connection.</summary>
    public void Close() => _connection.Close(DownReason.Disconnect);
}
