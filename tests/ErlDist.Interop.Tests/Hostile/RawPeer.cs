using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>
/// A peer on the raw wire: it goes through the handshake as far as it is told to, and sends any bytes at any step.
/// </summary>
public sealed class RawPeer : IAsyncDisposable
{
    /// <summary>The cookie that lets it in.</summary>
    public static readonly Cookie Cookie = new("secret");

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private readonly NetworkStream _tcp;
    private Stream _stream;
    private int _prefixBytes = 2;

    private RawPeer(NetworkStream tcp, EndPoint local)
    {
        _tcp = tcp;
        _stream = tcp;
        EndPoint = local;
    }

    /// <summary>This end's address, by which the node logs a peer that has not been let in.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Connects without a word.</summary>
    public static async Task<RawPeer> ConnectAsync(IPEndPoint node)
    {
        var socket = new Socket(node.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node).WaitAsync(s_limit);
        return new RawPeer(new NetworkStream(socket, ownsSocket: true), socket.LocalEndPoint!);
    }

    /// <summary>Goes over to TLS with any certificate, or none; it takes any of the node's.</summary>
    public async Task SecureAsync(X509Certificate2? own, SslProtocols versions = SslProtocols.None)
    {
#pragma warning disable CA5359, CA5398 // It is the attacker: what it accepts and speaks is the test's business.
        var tls = new SslStream(_tcp);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = versions,
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(s_limit);
#pragma warning restore CA5359, CA5398
        (_stream, _prefixBytes) = (tls, 4);
    }

    /// <summary>Sends bytes on the socket itself, beneath TLS.</summary>
    public async Task SendBeneathAsync(params byte[] bytes) => await _tcp.WriteAsync(bytes).AsTask().WaitAsync(s_limit);

    /// <summary>Closes the socket itself, beneath TLS and without its goodbye.</summary>
    public void CloseBeneath() => _tcp.Close();

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(params byte[] bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(s_limit);

    /// <summary>Sends a message of the handshake: its length as the carrier has it, and the body.</summary>
    public Task MessageAsync(params byte[] body) => SendAsync(WithLength(body));

    /// <summary>A message of the handshake as bytes: its length as the carrier has it, and the body.</summary>
    public byte[] WithLength(params byte[] body) => _prefixBytes == 2
        ? [(byte)(body.Length >> 8), (byte)body.Length, .. body]
        : [.. UInt32((uint)body.Length), .. body];

    /// <summary>Sends a message of the handshake.</summary>
    internal Task MessageAsync(HandshakeMessage message) => MessageAsync(message.EncodeBody());

    /// <summary>Announces a message of the handshake and sends none of it.</summary>
    public Task AnnounceMessageAsync(uint length) =>
        SendAsync(_prefixBytes == 2 ? [(byte)(length >> 8), (byte)length] : UInt32(length));

    /// <summary>Receives a message of the handshake.</summary>
    public async Task<byte[]> ReceiveMessageAsync()
    {
        byte[] prefix = await ReceiveAsync(_prefixBytes);
        return await ReceiveAsync(
            _prefixBytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(prefix) : BinaryPrimitives.ReadInt32BigEndian(prefix));
    }

    /// <summary>Sends a name and returns the status that answers it.</summary>
    public async Task<string> NameAsync(string name, DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader)
    {
        await MessageAsync(new HandshakeMessage.NameMessage(flags, 7, name));
        byte[] status = await ReceiveMessageAsync();
        return System.Text.Encoding.Latin1.GetString(status.AsSpan(1));
    }

    /// <summary>Receives the node's challenge.</summary>
    internal async Task<HandshakeMessage.ChallengeMessage> ChallengeAsync() =>
        (HandshakeMessage.ChallengeMessage)HandshakeMessage.DecodeFromAcceptor(await ReceiveMessageAsync())!;

    /// <summary>Answers a challenge, rightly by rule.</summary>
    public Task ReplyAsync(uint challenge, Cookie? cookie = null) =>
        MessageAsync(new HandshakeMessage.ReplyMessage(1, HandshakeDigest.Compute(cookie ?? Cookie, challenge)));

    /// <summary>Goes on to the end from a challenge that is to come.</summary>
    public async Task ProveAsync()
    {
        await ReplyAsync((await ChallengeAsync()).Challenge);
        await ReceiveMessageAsync();
    }

    /// <summary>Completes the handshake.</summary>
    public async Task HandshakeAsync(string name, DistributionFlags flags = DistributionFlagSets.HiddenWithoutHeader)
    {
        Assert.Equal("ok", await NameAsync(name, flags));
        await ProveAsync();
    }

    /// <summary>Sends a frame: four bytes of length and the body.</summary>
    public Task FrameAsync(params byte[] body) => SendAsync([.. UInt32((uint)body.Length), .. body]);

    /// <summary>Sends a tick.</summary>
    public Task TickAsync() => SendAsync(0, 0, 0, 0);

    /// <summary>Receives the next frame that is no tick.</summary>
    public async Task<byte[]> ReceiveFrameAsync()
    {
        while (true)
        {
            byte[] prefix = await ReceiveAsync(sizeof(int));
            if (BinaryPrimitives.ReadInt32BigEndian(prefix) is > 0 and int length)
            {
                return await ReceiveAsync(length);
            }
        }
    }

    /// <summary>Waits until the node has closed the connection, whatever it sends before.</summary>
    public async Task ClosedAsync()
    {
        using var late = new CancellationTokenSource(s_limit);
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await _stream.ReadAsync(buffer, late.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed with bytes of ours unread, or by this side.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static byte[] UInt32(uint value) => Testing.Wire.Etf.UInt32(value);

    private async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(s_limit);
        return bytes;
    }
}
