using System.Buffers;
using ErlDist.Tls;

namespace ErlDist.Carriers;

/// <summary>
/// Sits between TLS and the bytes of a connection: while <see cref="Gather"/> is on, the records of one large write are sent together,
/// at <see cref="FlushAsync"/>. SslStream alone makes a system call, and wakes the receiver, for every 16 KB.
/// </summary>
internal sealed class GatheringStream(Stream inner) : LayeredStream(inner)
{
    private const int MaxGathered = 128 * 1024;

    // SslStream may answer the peer from its reading side while a write is under way.
    private readonly Lock _gate = new();
    private byte[] _gathered = [];
    private int _length;

    /// <summary>Whether writes wait for the next flush.</summary>
    public bool Gather { get; set; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!Gather)
        {
            return base.WriteAsync(buffer, cancellationToken);
        }

        return TryAdd(buffer.Span) ? ValueTask.CompletedTask : WriteBothAsync(buffer, cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        (byte[] gathered, int length) = Take();
        if (length > 0)
        {
            await base.WriteAsync(gathered.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(gathered);
        }
    }

    private async ValueTask WriteBothAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!TryAdd(buffer.Span))
        {
            await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TryAdd(ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            if (_length + record.Length > MaxGathered)
            {
                return false;
            }

            if (_gathered.Length == 0)
            {
                _gathered = ArrayPool<byte>.Shared.Rent(MaxGathered);
            }

            record.CopyTo(_gathered.AsSpan(_length));
            _length += record.Length;
            return true;
        }
    }

    private (byte[] Gathered, int Length) Take()
    {
        lock (_gate)
        {
            (byte[] _gathered, int _length) taken = (_gathered, _length);
            (_gathered, _length) = ([], 0);
            return taken;
        }
    }
}
