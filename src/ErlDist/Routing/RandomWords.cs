using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ErlDist.Nodes;

/// <summary>Numbers that nobody can guess who has seen others of them; fetched many at a time.</summary>
internal static class RandomWords
{
    private const int Buffered = 512;

    [ThreadStatic]
    private static byte[]? t_bytes;

    [ThreadStatic]
    private static int t_left;

    /// <summary>The next one.</summary>
    public static ulong Next()
    {
        byte[] bytes = t_bytes ??= new byte[Buffered];
        if (t_left == 0)
        {
            RandomNumberGenerator.Fill(bytes);
            t_left = Buffered;
        }

        t_left -= sizeof(ulong);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(t_left));
    }
}
