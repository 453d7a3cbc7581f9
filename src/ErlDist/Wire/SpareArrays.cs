namespace ErlDist.Wire;

/// <summary>Arrays that receivers have given back, for the large messages that come next on their connection. Thread-safe.</summary>
internal sealed class SpareArrays
{
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _arrays = [];
    private long _bytes;

    /// <summary>An array of so many bytes, or a little more; null where there is none.</summary>
    public byte[]? TryTake(int bytes)
    {
        lock (_gate)
        {
            int found = _arrays.FindLastIndex(a => a.Length >= bytes && a.Length - bytes <= bytes / 5);
            if (found < 0)
            {
                return null;
            }

            byte[] array = _arrays[found];
            _arrays.RemoveAt(found);
            _bytes -= array.Length;
            return array;
        }
    }

    /// <summary>Takes an array; what is too much goes to the garbage collector.</summary>
    public void Add(byte[] array)
    {
        lock (_gate)
        {
            if (_bytes + array.Length <= MaxBytes)
            {
                _arrays.Add(array);
                _bytes += array.Length;
            }
        }
    }

    /// <summary>Drops all of them.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _arrays.Clear();
            _bytes = 0;
        }
    }
}
