using System.Buffers.Binary;

namespace ErlDist.Fuzz;

/// <summary>Changes bytes, a little at a time, with a liking for lengths, counts, tags and ends.</summary>
public static class Mutator
{
    private static readonly byte[] s_bytes =
    [
        0, 1, 2, 7, 8, 15, 16, 127, 128, 254, 255, 67, 68, 69, 70, 77, 80, 82, 88, 89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107,
        108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 131,
    ];

    private static readonly uint[] s_words =
        [0, 1, 2, 254, 255, 256, 257, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    /// <summary>Changes some bytes of a message.</summary>
    /// <param name="random">What to choose by.</param>
    /// <param name="bytes">The message.</param>
    /// <param name="other">Another one, to take parts of.</param>
    public static byte[] Mutate(Random random, byte[] bytes, byte[] other)
    {
        for (int count = 1 + (int)Math.Log2(random.Next(1, 16)); count > 0; count--)
        {
            bytes = MutateOnce(random, bytes, other);
        }

        return bytes;
    }

    private static byte[] MutateOnce(Random random, byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
        {
            return [s_bytes[random.Next(s_bytes.Length)]];
        }

        int at = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 64));
        int length = Math.Min(random.Next(1, 1 << random.Next(1, 8)), bytes.Length - at);
        return random.Next(11) switch
        {
            0 => Set(bytes, at, (byte)(bytes[at] ^ (1 << random.Next(8)))),
            1 => Set(bytes, at, (byte)random.Next(256)),
            2 => Set(bytes, at, s_bytes[random.Next(s_bytes.Length)]),
            3 => Set(bytes, at, (byte)(bytes[at] + random.Next(-3, 4))),
            4 => SetWord(random, bytes, at),
            5 => bytes[..at],
            6 => [.. bytes[..at], .. bytes[(at + length)..]],
            7 => [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes[at..]],
            8 => [.. bytes[..at], .. Slice(random, other), .. bytes[at..]],
            9 => [.. bytes[..at], .. Slice(random, other), .. bytes[(at + length)..]],
            _ => Nest(random, bytes, at, length),
        };
    }

    private static byte[] Set(byte[] bytes, int at, byte value)
    {
        byte[] changed = bytes.ToArray();
        changed[at] = value;
        return changed;
    }

    private static byte[] SetWord(Random random, byte[] bytes, int at)
    {
        byte[] changed = bytes.ToArray();
        uint word = s_words[random.Next(s_words.Length)];
        if (random.Next(2) == 0 && bytes.Length - at >= sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(at), word);
        }
        else if (bytes.Length - at >= sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(at), (ushort)word);
        }

        return changed;
    }

    private static byte[] Slice(Random random, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return [];
        }

        int at = random.Next(bytes.Length);
        return bytes[at..(at + Math.Min(random.Next(1, 64), bytes.Length - at))];
    }

    // A part over and over: lists, tuples and maps in one another.
    private static byte[] Nest(Random random, byte[] bytes, int at, int length)
    {
        byte[] part = random.Next(4) switch
        {
            0 => [104, 1],
            1 => [108, 0, 0, 0, 1],
            2 => [116, 0, 0, 0, 1, 106],
            _ => bytes[at..(at + length)],
        };
        int times = 1 << random.Next(0, 13);
        return [.. bytes[..at], .. Enumerable.Repeat(part, Math.Min(times, 20_000 / part.Length)).SelectMany(p => p), .. bytes[at..]];
    }
}
