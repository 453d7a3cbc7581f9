using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AkkaErlDist.Carriers;
using ErlDist.Carriers;
using ErlDist.Testing.Tls;
using ErlDist.Tls;

namespace AkkaErlDist.Tests.Carriers;

/// <summary>
/// A peer whose last flight of TLS's handshake and first words arrive in one piece, or cut anywhere, as they do when either
/// machine is busy, is understood by each carrier.
/// </summary>
public sealed class EagerPeerSpec
{
    private const int Peers = 400;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("dot-netty", SslProtocols.Tls12)]
    [InlineData("dot-netty", SslProtocols.Tls13)]
    [InlineData("sockets", SslProtocols.Tls12)]
    [InlineData("sockets", SslProtocols.Tls13)]
    public async Task What_comes_with_the_end_of_the_handshake_is_read(string kind, SslProtocols version)
    {
        using var limit = new CancellationTokenSource(s_limit);
        TlsOptions options = Options(version);
        await using DotNettyCarrier netty = new(AddressFamily.InterNetwork, options);
        ICarrier carrier = kind == "sockets" ? new TlsCarrier(AddressFamily.InterNetwork, options) : netty;
        await using ICarrierListener listener = await carrier.ListenAsync(new ListenOptions { Address = IPAddress.Loopback }, limit.Token);

        await SpeakAsync(listener, options, pieces: null, limit.Token);
        for (int seed = 0; seed < Peers; seed++)
        {
            await SpeakAsync(listener, options, new Random(seed), limit.Token);
        }
    }

    private static async Task SpeakAsync(ICarrierListener listener, TlsOptions options, Random? pieces, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(listener.LocalEndPoint, cancellationToken);
        await using IPendingConnection pending = await listener.AcceptAsync(cancellationToken);
        Task<ICarrierConnection> accepted = pending.CompleteAsync(cancellationToken).AsTask();

        await using var wire = new HoldingStream(new NetworkStream(socket));
        await using var client = new SslStream(wire, leaveInnerStreamOpen: true);
        wire.Hold = options.Client.Versions == SslProtocols.Tls13 ? 1 : int.MaxValue;
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [options.Client.Certificate!],
                EnabledSslProtocols = options.Client.Versions,
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            },
            cancellationToken);
        await client.WriteAsync("first words"u8.ToArray(), cancellationToken);
        await wire.ReleaseAsync(pieces, cancellationToken);

        await using ICarrierConnection connection = await accepted;
        var said = new byte[11];
        for (int read = 0; read < said.Length;)
        {
            int count = await connection.ReadAsync(said.AsMemory(read), cancellationToken);
            Assert.NotEqual(0, count);
            read += count;
        }

        Assert.Equal("first words"u8, said);
    }

    private static TlsOptions Options(SslProtocols version)
    {
        var authority = new TestAuthority();
        X509Certificate2 certificate = authority.Issue(new CertificateWish { DnsNames = ["localhost"] });
        return new TlsOptions
        {
            Server = new() { Certificate = certificate, CaCertificates = [authority.Certificate], Versions = version },
            Client = new() { Certificate = certificate, CaCertificates = [authority.Certificate], Versions = version },
        };
    }

    /// <summary>Lets some writes pass and keeps those after them, until told to send them all at once.</summary>
    private sealed class HoldingStream(NetworkStream inner) : Stream
    {
        private readonly MemoryStream _held = new();

        /// <summary>How many writes still pass.</summary>
        public int Hold { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        /// <param name="pieces">Cuts what was held anywhere; null = sends it in one piece.</param>
        /// <param name="cancellationToken">Gives up.</param>
        public async Task ReleaseAsync(Random? pieces, CancellationToken cancellationToken)
        {
            Hold = int.MaxValue;
            ReadOnlyMemory<byte> rest = _held.ToArray();
            while (!rest.IsEmpty)
            {
                int length = pieces is null || pieces.Next(4) == 0 ? rest.Length : pieces.Next(1, rest.Length + 1);
                await inner.WriteAsync(rest[..length], cancellationToken);
                rest = rest[length..];
                await Task.Yield();
            }
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Hold > 0)
            {
                Hold--;
                await inner.WriteAsync(buffer, cancellationToken);
            }
            else
            {
                _held.Write(buffer.Span);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                _held.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
