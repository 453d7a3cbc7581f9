using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;
using ErlDist.Tls;

namespace ErlDist.Carriers;

/// <summary>TLS on a plain connection, by <see cref="SslStream"/>.</summary>
internal sealed class TlsConnection : ICarrierConnection
{
    private const int MaxRecord = 16 * 1024;

    // How long goodbye may take when the peer no longer reads.
    private static readonly TimeSpan s_goodbyeLimit = TimeSpan.FromSeconds(1);

    private readonly ICarrierConnection _plain;
    private readonly GatheringStream _records;
    private readonly SslStream _stream;
    private readonly TlsHandshake _handshake;
    private bool _hasRead;
    private bool _aborted;
    private bool _failed;

    private TlsConnection(ICarrierConnection plain, GatheringStream records, SslStream stream, TlsHandshake handshake)
    {
        _plain = plain;
        _records = records;
        _stream = stream;
        _handshake = handshake;
        Security = new CarrierSecurity(
            stream.SslProtocol,
            stream.NegotiatedCipherSuite,
            stream.RemoteCertificate as X509Certificate2,
            stream.IsServer ? stream.LocalCertificate : stream.RemoteCertificate);
    }

    public EndPoint LocalEndPoint => _plain.LocalEndPoint;

    public EndPoint RemoteEndPoint => _plain.RemoteEndPoint;

    public CarrierSecurity? Security { get; }

    /// <summary>Does TLS's handshake.</summary>
    /// <param name="plain">The connection; ended where TLS fails.</param>
    /// <param name="bytes">Its bytes; disposed of with this, which need not end the connection.</param>
    /// <param name="handshake">The role and its rules.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CarrierException">TLS failed.</exception>
    public static async ValueTask<TlsConnection> OpenAsync(
        ICarrierConnection plain, Stream bytes, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        var records = new GatheringStream(bytes);
        SslStream stream = handshake.Open(records);
        try
        {
            await handshake.RunAsync(stream, cancellationToken).ConfigureAwait(false);
            return new TlsConnection(plain, records, stream, handshake);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException)
            {
                plain.Abort();
                throw;
            }

            // Not an end by force: the alert is to arrive, which tells the peer why.
            await plain.DisposeAsync().ConfigureAwait(false);
            throw new CarrierException(handshake.Explain(e is CarrierException ? new IOException(e.Message, e) : e), e);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            int read = await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0 && !_hasRead && !buffer.IsEmpty)
            {
                throw new CarrierException(_handshake.ExplainEarlyEnd());
            }

            _hasRead = true;
            return read;
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failed(e);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        WriteAsync([data], cancellationToken);

    public async ValueTask WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        try
        {
            if (pieces is [{ Length: <= MaxRecord } only])
            {
                await _stream.WriteAsync(only, cancellationToken).ConfigureAwait(false);
                return;
            }

            _records.Gather = true;
            await WriteRecordsAsync(pieces, cancellationToken).ConfigureAwait(false);
            _records.Gather = false;
            await _records.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failed(e);
        }
    }

    // Full records: small pieces are put together, large ones go in as they are.
    private async ValueTask WriteRecordsAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        byte[] record = ArrayPool<byte>.Shared.Rent(MaxRecord);
        int length = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            ReadOnlyMemory<byte> rest = pieces[i];
            if (length > 0 || rest.Length < MaxRecord)
            {
                int taken = Math.Min(rest.Length, MaxRecord - length);
                rest[..taken].CopyTo(record.AsMemory(length));
                length += taken;
                rest = rest[taken..];
                if (length < MaxRecord)
                {
                    continue;
                }

                await _stream.WriteAsync(record.AsMemory(0, MaxRecord), cancellationToken).ConfigureAwait(false);
            }

            length = rest.Length % MaxRecord;
            if (rest.Length > length)
            {
                await _stream.WriteAsync(rest[..^length], cancellationToken).ConfigureAwait(false);
            }

            rest[^length..].CopyTo(record);
        }

        if (length > 0)
        {
            await _stream.WriteAsync(record.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }

        ArrayPool<byte>.Shared.Return(record);
    }

    public void OnSendingBulk(bool isBulk) => _plain.OnSendingBulk(isBulk);

    public void OnReceivingBulk(bool isBulk) => _plain.OnReceivingBulk(isBulk);

    public void Abort()
    {
        _aborted = true;
        _plain.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_aborted && !_failed)
            {
                await _stream.ShutdownAsync().WaitAsync(s_goodbyeLimit).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsFailure(e) || e is TimeoutException or CryptographicException)
        {
            // The peer has gone, or does not read any more, or a write is under way: closing has to do.
        }

        await _stream.DisposeAsync().ConfigureAwait(false);
        await _plain.DisposeAsync().ConfigureAwait(false);
    }

    private static bool IsFailure(Exception e) =>
        e is IOException or SocketException or AuthenticationException or ObjectDisposedException or InvalidOperationException or NotSupportedException
            or CarrierException { Error: CarrierError.Closed };

    private CarrierException Failed(Exception e)
    {
        _failed = true;
        return !_aborted && (_handshake.ExplainAlert(e) ?? _handshake.ExplainCorruption(e)) is { } failure
            ? new CarrierException(failure, e)
            : CarrierException.OfConnection(RemoteEndPoint, e);
    }
}
