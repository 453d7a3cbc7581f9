using System.Buffers.Binary;
using System.IO.Compression;

namespace ErlDist.Terms;

/// <summary>Compressed terms (tag 80): the length that they unpack to, then zlib data. Read, never written.</summary>
internal static class CompressedTerm
{
    /// <summary>zlib cannot pack better than this: a length beyond it is a lie, and nothing is allocated for it.</summary>
    private const long MaxRatio = 1032;

    /// <summary>Unpacks a term without the version byte.</summary>
    /// <param name="data">What follows the tag.</param>
    /// <param name="limits">The most it may unpack to.</param>
    /// <param name="offset">Where the data begins, for errors.</param>
    internal static byte[] Unpack(ReadOnlySpan<byte> data, TermLimits limits, int offset)
    {
        if (data.Length < sizeof(uint))
        {
            throw new TermFormatException("the bytes end within a term", offset + data.Length);
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (length > limits.MaxDecompressedBytes)
        {
            throw new TermFormatException(
                $"a compressed term that unpacks to {length} bytes, more than the limit of {limits.MaxDecompressedBytes}",
                offset, nameof(TermLimits.MaxDecompressedBytes), length, limits.MaxDecompressedBytes);
        }

        ReadOnlySpan<byte> packed = data[sizeof(uint)..];
        if (length > packed.Length * MaxRatio)
        {
            throw new TermFormatException($"{packed.Length} bytes of a compressed term that cannot unpack to {length}", offset);
        }

        byte[] unpacked = new byte[length];
        try
        {
            using var source = new MemoryStream(packed.ToArray(), writable: false);
            using var inflater = new ZLibStream(source, CompressionMode.Decompress);
            if (inflater.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false) == unpacked.Length && inflater.ReadByte() < 0)
            {
                return unpacked;
            }
        }
        catch (InvalidDataException)
        {
            throw new TermFormatException("a compressed term whose zlib data is damaged", offset + sizeof(uint));
        }

        throw new TermFormatException($"a compressed term that does not unpack to the {length} bytes it says", offset);
    }
}
