using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ErlDist.Routing;

/// <summary>Numbers that nobody can guess who has seen others of them; fetched many at a time.</summary>
internal static class RandomWords
{
    private const int Buffered = 512;

    [ThreadStatic]
    private static byte[]? s_bytes;

    [ThreadStatic]
    private static int s_left;

    /// <summary>The next one.</summary>
    public static ulong Next()
    {
        byte[] bytes = s_bytes ??= new byte[Buffered];
        if (s_left == 0)
        {
            RandomNumberGenerator.Fill(bytes);
            s_left = Buffered;
        }

        s_left -= sizeof(ulong);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(s_left));
    }
}
