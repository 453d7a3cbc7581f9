using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ErlDist.Testing.Wire;

/// <summary>
/// Terms as bytes, without a version byte, put together by hand: to make what no honest writer makes, and to check writers against
/// something that shares no code with them.
/// </summary>
public static class Etf
{
    /// <summary>NIL_EXT.</summary>
    public static byte[] Nil => [106];

    /// <summary>SMALL_ATOM_UTF8_EXT.</summary>
    public static byte[] Atom(string name) => [119, (byte)Encoding.UTF8.GetByteCount(name), .. Encoding.UTF8.GetBytes(name)];

    /// <summary>ATOM_CACHE_REF.</summary>
    public static byte[] AtomRef(byte index) => [82, index];

    /// <summary>SMALL_INTEGER_EXT, INTEGER_EXT or SMALL_BIG_EXT.</summary>
    public static byte[] Int(BigInteger value)
    {
        if (value >= 0 && value <= byte.MaxValue)
        {
            return [97, (byte)value];
        }

        if (value >= int.MinValue && value <= int.MaxValue)
        {
            return [98, .. UInt32((uint)(int)value)];
        }

        byte[] digits = BigInteger.Abs(value).ToByteArray(isUnsigned: true);
        return [110, (byte)digits.Length, (byte)(value.Sign < 0 ? 1 : 0), .. digits];
    }

    /// <summary>BINARY_EXT.</summary>
    public static byte[] Binary(params byte[] bytes) => [109, .. UInt32((uint)bytes.Length), .. bytes];

    /// <summary>SMALL_TUPLE_EXT.</summary>
    public static byte[] Tuple(params byte[][] elements) => [104, (byte)elements.Length, .. elements.SelectMany(e => e)];

    /// <summary>LIST_EXT, closed.</summary>
    public static byte[] List(params byte[][] elements) =>
        elements.Length == 0 ? Nil : [108, .. UInt32((uint)elements.Length), .. elements.SelectMany(e => e), 106];

    /// <summary>NEW_PID_EXT.</summary>
    public static byte[] Pid(string node, uint id = 1, uint serial = 0, uint creation = 7) =>
        [88, .. Atom(node), .. UInt32(id), .. UInt32(serial), .. UInt32(creation)];

    /// <summary>NEWER_REFERENCE_EXT.</summary>
    public static byte[] Ref(string node, uint creation = 7, params uint[] words) =>
        [90, (byte)(words.Length >> 8), (byte)words.Length, .. Atom(node), .. UInt32(creation), .. words.SelectMany(UInt32)];

    /// <summary>A pass-through frame.</summary>
    public static byte[] PassThrough(byte[] control, byte[]? payload = null) =>
        [112, 131, .. control, .. payload is null ? [] : (byte[])[131, .. payload]];

    /// <summary>A frame with a distribution header without atoms.</summary>
    public static byte[] Header(byte[] control, byte[]? payload = null) => [131, 68, 0, .. control, .. payload ?? []];

    /// <summary>A first fragment with a distribution header without atoms.</summary>
    public static byte[] First(ulong sequence, ulong fragment, params byte[][] parts) =>
        [131, 69, .. UInt64(sequence), .. UInt64(fragment), 0, .. parts.SelectMany(p => p)];

    /// <summary>A further fragment.</summary>
    public static byte[] Next(ulong sequence, ulong fragment, params byte[] part) =>
        [131, 70, .. UInt64(sequence), .. UInt64(fragment), .. part];

    /// <summary>Four bytes, the most significant first.</summary>
    public static byte[] UInt32(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Eight bytes, the most significant first.</summary>
    public static byte[] UInt64(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
