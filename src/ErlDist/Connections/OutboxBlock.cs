using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>
/// Room for small messages that wait, many in one array of the pool, which goes back when the last of them has left. Hundreds of
/// thousands may wait: with an array for each the garbage collector looks through all of them, and every array is new to the kernel.
/// </summary>
/// <param name="size">How many bytes it has at least.</param>
internal sealed class OutboxBlock(int size)
{
    private readonly byte[] _bytes = BytePool.Shared.Rent(size);
    private int _used;
    private int _holders = 1;

    /// <summary>Takes room for one message; its owner is to <see cref="Release"/> it. For one thread at a time.</summary>
    public bool TryTake(int length, out Memory<byte> place)
    {
        place = default;
        if (length > _bytes.Length - _used)
        {
            return false;
        }

        Interlocked.Increment(ref _holders);
        place = _bytes.AsMemory(_used, length);
        _used += length;
        return true;
    }

    /// <summary>One message has left, or no more are to come.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            BytePool.Shared.Return(_bytes);
        }
    }
}
