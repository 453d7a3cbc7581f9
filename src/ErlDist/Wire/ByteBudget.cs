namespace ErlDist.Wire;

/// <summary>So many bytes, shared by all connections of a node. Safe for many threads.</summary>
internal sealed class ByteBudget(long max)
{
    private long _taken;

    /// <summary>How many there are in all.</summary>
    public long Max => max;

    /// <summary>How many are taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes some, or none where that would be too many.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= max)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Gives some back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
