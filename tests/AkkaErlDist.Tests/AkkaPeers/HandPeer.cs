using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>
/// One connection over TLS of a node whose handshake is done by hand: it has a certificate and says what it likes. After the
/// handshake it sends and takes messages to names.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="name">The node's name.</param>
/// <param name="flags">What it offers; by rule no distribution header, so that what one end sends can be passed on as it is.</param>
internal sealed class HandPeer(ICarrierConnection connection, string name, DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader) : IAsyncDisposable
{
    private readonly FrameReader _frames = new(prefixBytes: 4);
    private readonly SignalWriter _writer = new(flags);
    private SignalReader? _reader;

    /// <summary>The creation of the node that it dialled.</summary>
    public uint PeerCreation { get; private set; }

    public static ICarrier Tls(string optFile) => Carrier.Create("inet_tls", TlsOptions.FromOptionFile(optFile));

    public static async Task<ICarrierListener> ListenAsync(ICarrier carrier, int port = 0) =>
        await carrier.ListenAsync(new ListenOptions { Address = IPAddress.Loopback, PortMin = port }, CancellationToken.None);

    public static async Task<HandPeer> DialAsync(
        ICarrier carrier, string name, int port, string target, DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader) => new(
        await carrier.ConnectAsync(new ConnectTarget { Host = "localhost", Port = port, NodeName = target }, CancellationToken.None).AsTask().WaitAsync(Realm.Limit),
        name,
        flags);

    public static async Task<HandPeer> AcceptAsync(ICarrierListener listener, string name)
    {
        IPendingConnection pending = await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Realm.Limit);
        return new HandPeer(await pending.CompleteAsync(CancellationToken.None).AsTask().WaitAsync(Realm.Limit), name);
    }

    /// <summary>Says its name to the node that it dialled.</summary>
    /// <returns>The node's challenge.</returns>
    public async Task<uint> BeginAsync()
    {
        byte[] text = Encoding.ASCII.GetBytes(name);
        await SendAsync([(byte)'N', .. Big((ulong)flags), 0, 0, 0, 1, .. Big((ushort)text.Length), .. text]);
        Assert.Equal("sok", Encoding.ASCII.GetString((await ReceiveAsync())!));
        byte[] challenge = (await ReceiveAsync())!;
        PeerCreation = BinaryPrimitives.ReadUInt32BigEndian(challenge.AsSpan(13));
        return BinaryPrimitives.ReadUInt32BigEndian(challenge.AsSpan(9));
    }

    /// <summary>Dials a node and goes through the handshake, as one that knows the cookie.</summary>
    public static async Task<HandPeer> ConnectAsync(
        ICarrier carrier, string name, int port, string target, string cookie, DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader)
    {
        HandPeer peer = await DialAsync(carrier, name, port, target, flags);
        uint challenge = await peer.BeginAsync();
#pragma warning disable CA5351 // The handshake's own.
        byte[] digest = MD5.HashData(Encoding.ASCII.GetBytes($"{cookie}{challenge}"));
#pragma warning restore CA5351
        Assert.NotNull(await peer.ReplyAsync(1, digest));
        peer.Connected(target);
        return peer;
    }

    /// <summary>Sends a frame: its body as it is.</summary>
    public Task SendFrameAsync(byte[] body) => SendAsync(body);

    /// <summary>The next frame that is no tick, however long it takes; null when the other end closes.</summary>
    public async Task<byte[]?> ReceiveFrameAsync()
    {
        byte[]? frame;
        while ((frame = await ReceiveAsync(Timeout.InfiniteTimeSpan)) is { Length: 0 })
        {
        }

        return frame;
    }

    /// <summary>Takes the name of the node that dialled it, and challenges it.</summary>
    /// <returns>The node's challenge and its digest; null when it closes.</returns>
    public async Task<(uint Challenge, byte[] Digest)?> ChallengeAsync(uint challenge)
    {
        Assert.Equal((byte)'N', (await ReceiveAsync())![0]);
        await SendAsync("sok"u8.ToArray());
        byte[] text = Encoding.ASCII.GetBytes(name);
        await SendAsync([(byte)'N', .. Big((ulong)flags), .. Big(challenge), 0, 0, 0, 1, .. Big((ushort)text.Length), .. text]);
        return await ReceiveAsync() is { } reply ? (BinaryPrimitives.ReadUInt32BigEndian(reply.AsSpan(1)), reply[5..]) : null;
    }

    /// <summary>Answers the challenge of the node that it dialled.</summary>
    /// <returns>The node's own answer; null when it closes.</returns>
    public async Task<byte[]?> ReplyAsync(uint challenge, byte[] digest)
    {
        await SendAsync([(byte)'r', .. Big(challenge), .. digest]);
        return (await ReceiveAsync())?[1..];
    }

    /// <summary>Ends the handshake with the node that dialled it.</summary>
    public Task AcknowledgeAsync(byte[] digest) => SendAsync([(byte)'a', .. digest]);

    /// <summary>The handshake is over.</summary>
    public void Connected(string peer)
    {
        _frames.SwitchToConnected();
        _reader = new SignalReader(flags, Atom.Get(name), Atom.Get(peer));
    }

    /// <summary>Sends to a registered name.</summary>
    public async Task SendAsync(string to, Term message)
    {
        var output = new ArrayBufferWriter<byte>();
        var signal = new Signal { Kind = SignalKind.SendToName, From = new Pid(Atom.Get(name), 1, 0, 1), Name = Atom.Get(to) };
        _writer.Write(signal, message.Encode().AsMemory(1), null, output);
        await connection.WriteAsync(output.WrittenMemory, CancellationToken.None);
    }

    /// <summary>The next message to a registered name; null when the other end closes.</summary>
    public async Task<Term?> ReceiveAsync(string to)
    {
        while (await ReceiveAsync() is { } frame)
        {
            if (_reader!.TryRead(frame, TimeSpan.Zero, out IncomingSignal incoming) && incoming.Signal.Name?.Name == to)
            {
                return Term.Decode([131, .. incoming.Payload]);
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        _frames.Dispose();
        _reader?.Dispose();
    }

    private async Task SendAsync(byte[] message) =>
        await connection.WriteAsync((byte[])[.. Big((uint)message.Length), .. message], CancellationToken.None).AsTask().WaitAsync(Realm.Limit);

    private async Task<byte[]?> ReceiveAsync(TimeSpan? limit = null)
    {
        while (true)
        {
            if (_frames.TryRead(out ReadOnlySpan<byte> message))
            {
                return message.ToArray();
            }

            try
            {
                int count = await connection.ReadAsync(_frames.GetMemory(), CancellationToken.None).AsTask().WaitAsync(limit ?? Realm.Limit);
                if (count == 0)
                {
                    return null;
                }

                _frames.Advance(count);
            }
            catch (CarrierException)
            {
                return null;
            }
        }
    }

    private static byte[] Big(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(uint value) => Big((ulong)value)[4..];

    private static byte[] Big(ushort value) => Big((ulong)value)[6..];
}
