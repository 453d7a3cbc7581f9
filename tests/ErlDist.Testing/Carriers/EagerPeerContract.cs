using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ErlDist.Embedding;
using ErlDist.Tls;
using Xunit;

namespace ErlDist.Testing.Carriers;

/// <summary>
/// A peer whose last flight of TLS's handshake and first words arrive in one piece, or cut anywhere, as they do when either
/// machine is busy, is understood by each carrier.
/// </summary>
public abstract class EagerPeerContract
{
    private const int Peers = 400;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>The carrier under test.</summary>
    protected abstract ICarrier Create(TlsOptions tls);

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task What_comes_with_the_end_of_the_handshake_is_read(SslProtocols version)
    {
        using var limit = new CancellationTokenSource(s_limit);
        TlsOptions both = CarrierPair.Tls;
        var options = new TlsOptions
        {
            Server = both.Server! with { Versions = version },
            Client = both.Client with { Versions = version },
        };
        await using CarrierPair pair = await CarrierPair.StartAsync(Create(options), AddressFamily.InterNetwork);

        await SpeakAsync(pair.Listener, options.Client, pieces: null, limit.Token);
        for (int seed = 0; seed < Peers; seed++)
        {
            await SpeakAsync(pair.Listener, options.Client, new Random(seed), limit.Token);
        }
    }

    private static async Task SpeakAsync(ICarrierListener listener, TlsClientOptions options, Random? pieces, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(listener.LocalEndPoint, cancellationToken);
        await using IPendingConnection pending = await listener.AcceptAsync(cancellationToken);
        Task<ICarrierConnection> accepted = pending.CompleteAsync(cancellationToken).AsTask();

        await using var wire = new HoldingStream(new NetworkStream(socket));
        await using var client = new SslStream(wire, leaveInnerStreamOpen: true);
        wire.Hold = options.Versions == SslProtocols.Tls13 ? 1 : int.MaxValue;
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = [options.Certificate!],
                EnabledSslProtocols = options.Versions,
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            },
            cancellationToken);
        await client.WriteAsync("first words"u8.ToArray(), cancellationToken);
        await wire.ReleaseAsync(pieces, cancellationToken);

        await using ICarrierConnection connection = await accepted;
        byte[] said = new byte[11];
        for (int read = 0; read < said.Length;)
        {
            int count = await connection.ReadAsync(said.AsMemory(read), cancellationToken);
            Assert.NotEqual(0, count);
            read += count;
        }

        Assert.Equal("first words"u8, said);
    }
}
