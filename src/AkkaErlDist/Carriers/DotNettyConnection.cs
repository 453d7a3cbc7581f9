using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DotNetty.Codecs;
using DotNetty.Handlers.Tls;
using DotNetty.Transport.Channels;
using ErlDist.Carriers;
using ErlDist.Tls;

namespace AkkaErlDist.Carriers;

/// <summary>A connection on a DotNetty channel.</summary>
internal sealed class DotNettyConnection : ICarrierConnection
{
    // How long what was written, and goodbye, may take to leave when the peer no longer reads.
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(1);

    private readonly IChannel _channel;
    private readonly TlsHandshake? _handshake;
    private readonly HandshakeSslStream? _stream;
    private volatile bool _aborted;
    private bool _hasRead;

    public DotNettyConnection(IChannel channel, TlsHandshake? handshake, HandshakeSslStream? stream)
    {
        _channel = channel;
        _handshake = handshake;
        _stream = stream;
        Pipe = new ChannelPipe(channel, Explain, Agreed);
        LocalEndPoint = channel.LocalAddress;
        RemoteEndPoint = channel.RemoteAddress;
    }

    public ChannelPipe Pipe { get; }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public CarrierSecurity? Security { get; private set; }

    /// <summary>Waits for the end of TLS's handshake.</summary>
    public async Task SecureAsync(CancellationToken cancellationToken)
    {
        if (_handshake is not null)
        {
            Security = await Pipe.Secured.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await Pipe.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0 && !_hasRead && !buffer.IsEmpty && _handshake is not null)
        {
            throw new CarrierException(_handshake.ExplainEarlyEnd());
        }

        _hasRead = true;
        return read;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        Pipe.WriteAsync([data], cancellationToken);

    public ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken) =>
        Pipe.WriteAsync(pieces, cancellationToken);

    public void Abort()
    {
        _aborted = true;
        Pipe.Abandon(ConnectionFailure.Of(RemoteEndPoint, new ObjectDisposedException(nameof(DotNettyConnection))));
        _ = _channel.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_aborted)
        {
            await SayGoodbyeAsync().ConfigureAwait(false);
            Abort();
        }

        await _channel.CloseCompletion.ConfigureAwait(false);
    }

    private CarrierSecurity? Agreed() => _stream is null
        ? null
        : new CarrierSecurity(_stream.SslProtocol, _stream.NegotiatedCipherSuite, _stream.RemoteCertificate as X509Certificate2);

    private async Task SayGoodbyeAsync()
    {
        try
        {
            Task goodbye = _stream is null
                ? Task.CompletedTask
                : _channel.EventLoop.SubmitAsync(static stream => ((HandshakeSslStream)stream).ShutdownAsync(), _stream).Unwrap();
            await Task.WhenAll(Pipe.WrittenAsync(), goodbye).WaitAsync(GoodbyeLimit).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or NotSupportedException or TimeoutException or ChannelException)
        {
            // The peer has gone, or doesn't read any more: closing has to do.
        }
    }

    private CarrierException Explain(Exception failure)
    {
        while (failure is AggregateException or DecoderException && failure.InnerException is { } inner)
        {
            failure = inner;
        }

        TlsFailure? explained = _aborted || _handshake is null ? null
            : Pipe.Secured.IsCompletedSuccessfully ? _handshake.ExplainAlert(failure)
            : _handshake.Explain(failure is NotSslRecordException ? AsSslStreamSaysIt(failure) : failure);
        return explained is null ? ConnectionFailure.Of(RemoteEndPoint, failure) : new CarrierException(explained, failure);
    }

    // DotNetty looks at records before SslStream does, and has its own words for what is none.
    private static AuthenticationException AsSslStreamSaysIt(Exception notTls) =>
        new("Cannot determine the frame size or a corrupted frame was received.", notTls);
}
