namespace ErlDist.Tls;

/// <summary>
/// A stream beneath TLS that remembers the first bytes read from it, for whoever wants to know what a client said at first, and lets what follows a
/// read run where it may wait.
/// </summary>
/// <param name="inner">The connection's bytes.</param>
/// <param name="remembers">Whether anybody wants to know.</param>
/// <param name="waits">Whether what follows a read may have to wait, until <see cref="EndHandshake"/>.</param>
internal sealed class HandshakeStream(Stream inner, bool remembers, bool waits) : Stream
{
    // Longer ones exist only in attacks: then the first certificate is shown.
    private const int MaxHello = 32 * 1024;

    private readonly MemoryStream _heard = new();
    private bool _isDone = !remembers;
    private volatile bool _waits = waits;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What was read up to now, and the end of remembering.</summary>
    public byte[] Take()
    {
        byte[] heard = _heard.ToArray();
        _isDone = true;
        _heard.SetLength(0);
        _heard.Capacity = 0;
        return heard;
    }

    /// <summary>Nothing has to wait any more.</summary>
    public void EndHandshake() => _waits = false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isDone && !_waits ? inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Remember(buffer.Span[..read]);
        if (_waits)
        {
            await PatientThreads.Turn;
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Remember(buffer.AsSpan(offset, read));
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (!_isDone && _heard.Length < MaxHello)
        {
            _heard.Write(bytes);
        }
    }
}
