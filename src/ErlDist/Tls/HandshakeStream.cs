namespace ErlDist.Tls;

/// <summary>
/// A stream beneath TLS that remembers the first bytes read from it, for whoever wants to know what a client said at first, and lets what follows a
/// read run where it may wait.
/// </summary>
/// <param name="inner">The connection's bytes.</param>
/// <param name="remembers">Whether anybody wants to know.</param>
/// <param name="waits">Whether what follows a read may have to wait, until <see cref="EndHandshake"/>.</param>
internal sealed class HandshakeStream(Stream inner, bool remembers, bool waits) : LayeredStream(inner)
{
    // Longer ones exist only in attacks: then the first certificate is shown.
    private const int MaxHello = 32 * 1024;

    private readonly MemoryStream _heard = new();
    private bool _isDone = !remembers;
    private volatile bool _waits = waits;

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
        _isDone && !_waits ? base.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Remember(buffer.Span[..read]);
        if (_waits)
        {
            await PatientThreads.Turn;
        }

        return read;
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (!_isDone && _heard.Length < MaxHello)
        {
            _heard.Write(bytes);
        }
    }
}
