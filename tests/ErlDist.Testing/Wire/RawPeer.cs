using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Testing.Wire;

/// <summary>A frame as it came, and what it means; null for a tick and for a fragment that is not the last.</summary>
public sealed record RawFrame(byte[] Bytes, Signal? Signal, Term? Payload);

/// <summary>
/// A node on plain TCP that does nothing by itself: what it sends and how it answers is the test's business. It stands on Wire
/// alone, and can send what Wire never would.
/// </summary>
public sealed class RawPeer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpClient _tcp;
    private readonly FrameReader _frames = new(prefixBytes: 2);
    private SignalReader? _reader;

    private RawPeer(TcpClient tcp) => _tcp = tcp;

    /// <summary>What the handshake settled.</summary>
    public HandshakeResult Result { get; private set; } = null!;

    /// <summary>Makes the frames that are sent.</summary>
    internal SignalWriter Writer { get; private set; } = null!;

    /// <summary>A process of this node; there are no others.</summary>
    public Pid Self => new(Atom.Get(Result.LocalName), 100, 0, Result.LocalCreation);

    /// <summary>An alias of this node.</summary>
    public Reference Alias => new(Atom.Get(Result.LocalName), Result.LocalCreation, 3, 2, 1);

    /// <summary>Dials a node.</summary>
    internal static async Task<RawPeer> DialAsync(int port, HandshakeOptions options, string target, int version = 6)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port).WaitAsync(s_patience);
        return await ConnectAsync(tcp, new InitiatorHandshake(options with { PrefixBytes = 2 }, target, version));
    }

    /// <summary>Accepts a node.</summary>
    internal static async Task<RawPeer> AcceptAsync(TcpListener listener, HandshakeOptions options)
    {
        TcpClient tcp = await listener.AcceptTcpClientAsync().WaitAsync(s_patience);
        return await ConnectAsync(tcp, new AcceptorHandshake(options with { PrefixBytes = 2 }));
    }

    /// <summary>Sends a signal.</summary>
    public async Task SendAsync(Signal signal, Term? payload = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var encoded = new ArrayBufferWriter<byte>();
        AtomRefTable? atoms = Writer.UsesAtomRefs ? new AtomRefTable() : null;
        if (payload is not null)
        {
            var writer = new TermWriter(encoded, atoms);
            writer.WriteTerm(payload);
            writer.Flush();
        }

        OutgoingFragments? rest = Writer.Write(signal, encoded.WrittenMemory, atoms, output);
        while (rest is not null && rest.WriteNext(output))
        {
        }

        await SendBytesAsync(output.WrittenMemory);
    }

    /// <summary>Sends any bytes.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _tcp.GetStream().WriteAsync(bytes).AsTask().WaitAsync(s_patience);

    /// <summary>Waits for the next frame; null when the other end closed.</summary>
    public async Task<RawFrame?> ReceiveAsync()
    {
        while (true)
        {
            if (TryTake(out RawFrame? frame))
            {
                return frame;
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    /// <summary>Waits for the next signal; null when the other end closed.</summary>
    public async Task<RawFrame?> ReceiveSignalAsync()
    {
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.Signal is not null)
            {
                return frame;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Dispose();
        _frames.Dispose();
        _tcp.Dispose();
    }

    private static async Task<RawPeer> ConnectAsync(TcpClient tcp, Handshake handshake)
    {
        var peer = new RawPeer(tcp);
        try
        {
            await peer.ShakeHandsAsync(handshake);
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    private async Task ShakeHandsAsync(Handshake handshake)
    {
        while (true)
        {
            var output = new ArrayBufferWriter<byte>();
            if (handshake.TryWriteOutput(output))
            {
                await SendBytesAsync(output.WrittenMemory);
            }

            switch (handshake.Progress)
            {
                case HandshakeProgress.Completed:
                    Result = handshake.Result!;
                    _reader = new SignalReader(Result.Flags, Atom.Get(Result.LocalName), Atom.Get(Result.PeerName));
                    Writer = new SignalWriter(Result.Flags);
                    _frames.SwitchToConnected();
                    return;
                case HandshakeProgress.Failed:
                    throw handshake.Failure!;
                case HandshakeProgress.NeedAnswer:
                    Answer(handshake);
                    break;
                default:
                    await NextMessageAsync(handshake);
                    break;
            }
        }
    }

    private static void Answer(Handshake handshake)
    {
        switch (handshake)
        {
            case InitiatorHandshake initiator:
                initiator.AnswerAlive(replace: true);
                break;
            case AcceptorHandshake { State: HandshakeState.SendAck } acceptor:
                acceptor.Confirm();
                break;
            case AcceptorHandshake { PendingPeer.AsksForName: true } acceptor:
                acceptor.AnswerNamed(NodeName.MakeDynamic(acceptor.PendingPeer!.Name, 4711), 9);
                break;
            case AcceptorHandshake acceptor:
                acceptor.Answer(HandshakeStatus.Ok);
                break;
        }
    }

    private async Task NextMessageAsync(Handshake handshake)
    {
        while (!TryTakeMessage(handshake))
        {
            if (!await FillAsync())
            {
                handshake.OnClosed();
                return;
            }
        }
    }

    private bool TryTakeMessage(Handshake handshake)
    {
        if (!_frames.TryRead(out ReadOnlySpan<byte> message))
        {
            return false;
        }

        handshake.OnMessage(message);
        return true;
    }

    private bool TryTake(out RawFrame? frame)
    {
        frame = null;
        if (!_frames.TryRead(out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        frame = _reader!.TryRead(bytes, TimeSpan.Zero, out IncomingSignal incoming)
            ? new RawFrame(
                bytes.ToArray(),
                incoming.Signal,
                incoming.Payload.IsEmpty ? null : new TermReader(incoming.Payload, incoming.AtomRefs).ReadTerm())
            : new RawFrame(bytes.ToArray(), null, null);
        return true;
    }

    private async Task<bool> FillAsync()
    {
        try
        {
            int count = await _tcp.GetStream().ReadAsync(_frames.GetMemory()).AsTask().WaitAsync(s_patience);
            _frames.Advance(count);
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
