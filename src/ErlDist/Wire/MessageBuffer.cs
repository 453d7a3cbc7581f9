using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>
/// The bytes of one large message while they arrive. A binary that is most of the message may have the array for its own, without a copy.
/// </summary>
/// <param name="array">The array.</param>
/// <param name="announced">How large the message is at most, as its first frame says.</param>
/// <param name="spares">Where a taken array goes when it is given back; null for an array of the shared pool, which may be too large for a binary that lives long.</param>
internal sealed class MessageBuffer(byte[] array, long announced, SpareArrays? spares) : IDisposable, ITakeableBytes
{
    /// <summary>The smallest binary that takes an array; a smaller one is copied as quickly.</summary>
    public const int MinTakenBytes = 32 * 1024;

    private byte[] _array = array;
    private int _start;
    private int _skipped;

    /// <summary>How many bytes of it are there, from the payload's beginning on.</summary>
    public int Length { get; private set; }

    /// <summary>How large the message is at most, as its first frame says.</summary>
    public long Announced => announced;

    /// <summary>How many bytes came to it, with those ahead of the payload.</summary>
    public int UsedBytes => _skipped + Length;

    /// <summary>Whether a binary has the array for its own.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Whether a binary would have taken an array of the right size.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _array.AsSpan(_start, Length);

    /// <summary>An array for so many bytes: of the shared pool, or where there are spares for arrays of its own size one of them or a new one.</summary>
    public static MessageBuffer Of(long bytes, long announced, SpareArrays? spares)
    {
        int size = (int)Math.Min(bytes, Array.MaxLength);
        byte[] array = spares is null ? BytePool.Shared.Rent(size) : spares.TryTake(size) ?? GC.AllocateUninitializedArray<byte>(size);
        return new(array, announced, spares);
    }

    /// <summary>Adds bytes that have come; the caller has seen to the room.</summary>
    public void Append(ReadOnlySpan<byte> part) => part.CopyTo(Extend(part.Length).Span);

    /// <summary>Adds bytes that are to come: where they go.</summary>
    public Memory<byte> Extend(int count)
    {
        Memory<byte> room = _array.AsMemory(_start + Length, count);
        Length += count;
        return room;
    }

    /// <summary>Whether so many bytes more fit.</summary>
    public bool HasRoom(int count) => _array.Length - _start - Length >= count;

    /// <summary>The same bytes in a larger array.</summary>
    public MessageBuffer MovedTo(long bytes)
    {
        MessageBuffer larger = Of(bytes, announced, spares);
        larger._skipped = _skipped;
        larger.Append(Bytes);
        Dispose();
        return larger;
    }

    /// <summary>What is ahead of the payload is done with.</summary>
    public void Skip(int count)
    {
        _start += count;
        _skipped += count;
        Length -= count;
    }

    /// <inheritdoc/>
    public bool TryTake(int offset, int length, out ReadOnlyMemory<byte> part)
    {
        bool wants = length >= MinTakenBytes && IsMostOf(length, Length);
        bool takes = wants && IsMostOf(length, _array.Length);
        IsWanted |= wants;
        IsTaken |= takes;
        part = takes ? _array.AsMemory(_start + offset, length) : default;
        return takes;
    }

    /// <inheritdoc/>
    public void GiveBack()
    {
        if (IsTaken && spares is not null && Interlocked.Exchange(ref _array, []) is { Length: > 0 } array)
        {
            spares.Add(array);
        }
    }

    /// <summary>Ends the time in which bytes arrive. What is taken is its binary's.</summary>
    public void Dispose()
    {
        if (IsTaken)
        {
            return;
        }

        byte[] array = _array;
        (_array, _start, Length) = ([], 0, 0);
        if (array.Length == 0)
        {
            return;
        }

        if (spares is null)
        {
            BytePool.Shared.Return(array);
        }
        else
        {
            spares.Add(array);
        }
    }

    // A binary of a part of the array keeps the rest alive, which is not counted.
    private static bool IsMostOf(int part, int whole) => part >= whole - (whole / 4);
}
