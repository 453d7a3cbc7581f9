using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaErlDist.Remoting;

/// <summary>
/// What was made of a path the last time, found by its bytes. Of a fixed size: a path that falls on the place of another
/// takes it. Of one thread at a time.
/// </summary>
internal sealed class Utf8Cache<T>
    where T : class
{
    private const int Slots = 1024;
    private readonly (byte[] Key, T Value)[] _slots = new (byte[], T)[Slots];

    public T? Find(ReadOnlySpan<byte> key)
    {
        (byte[] found, T value) = _slots[Slot(key)];
        return found is not null && key.SequenceEqual(found) ? value : null;
    }

    public void Add(ReadOnlySpan<byte> key, T value) => _slots[Slot(key)] = (key.ToArray(), value);

    /// <summary>Paths of a node differ in their last bytes: the number of a pid, the uid of an actor.</summary>
    private static int Slot(ReadOnlySpan<byte> key)
    {
        uint hash = (uint)key.Length;
        ReadOnlySpan<byte> tail = key.Length > 24 ? key[^24..] : key;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(tail))
        {
            hash = BitOperations.RotateLeft(hash, 5) ^ word;
            hash *= 0x9E3779B1;
        }

        return (int)(hash >> 22) & (Slots - 1);
    }
}
