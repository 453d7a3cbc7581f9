using System.Buffers;

namespace ErlDist.Nodes;

/// <summary>
/// Bytes that wait to be written: one contiguous pooled array, so that a flush is one write. It shrinks back after a
/// burst, so that an idle connection holds little.
/// </summary>
internal sealed class SendBuffer : IBufferWriter<byte>, IDisposable
{
    private const int IdleSize = 4 * 1024;
    private byte[] _bytes = [];

    /// <summary>How many bytes wait.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes that wait.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Forgets what was written, and a large array with it.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > IdleSize * 16)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>Hands the array with what was written over: the caller returns it to the shared pool.</summary>
    public byte[] Detach()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        Length = 0;
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = Detach();
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(IdleSize, _bytes.Length * 2)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
