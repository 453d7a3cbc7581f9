using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>Writes the external term format (erl_ext_dist) value by value into a buffer, without making terms.</summary>
/// <remarks>
/// <para>Writes what <c>term_to_binary(T, [{minor_version,2}])</c> of OTP writes, atoms in UTF-8. A header promises a number
/// of elements; writing as many is for the caller to see to.</para>
/// <para>Pass it on by <c>ref</c>. At the end call <see cref="Flush"/>: until then the buffer may lack what was written last.</para>
/// </remarks>
public ref partial struct TermWriter
{
    private const int MinBlock = 256;

    /// <summary>The largest integer of OTP 26 and later; those before it take twice as much.</summary>
    private const long MaxIntegerBits = 4_194_304;

    private readonly AtomRefTable? _atoms;
    private readonly int _maxDepth;
    private IBufferWriter<byte> _output;
    private OpenFuns? _funs;
    private Span<byte> _block;
    private int _pos;
    private long _flushed;
    private int _depth;
    private readonly bool _refusesRecords;

    /// <summary>Makes a writer.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="limits">How deep a term may be that <see cref="WriteTerm"/> writes; <see cref="TermLimits.Default"/> if not given.</param>
    public TermWriter(IBufferWriter<byte> output, TermLimits? limits = null)
        : this(output, null, limits)
    {
    }

    /// <summary>As the other one, for what goes behind a distribution header.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="atoms">If given, atoms are put into it and written as references (ATOM_CACHE_REF), as within a distribution header.</param>
    /// <param name="limits">How deep a term may be that <see cref="WriteTerm"/> writes; <see cref="TermLimits.Default"/> if not given.</param>
    /// <param name="refusesRecords">Whether native records are refused, for a peer that reads none.</param>
    internal TermWriter(IBufferWriter<byte> output, AtomRefTable? atoms, TermLimits? limits = null, bool refusesRecords = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        _refusesRecords = refusesRecords;
        _output = output;
        _atoms = atoms;
        _maxDepth = (limits ?? TermLimits.Default).MaxDepth;
    }

    /// <summary>Whether a native record was written, which peers before OTP 29 cannot read.</summary>
    internal bool HasRecords { get; private set; }

    /// <summary>How many bytes were written.</summary>
    public readonly long Written => _flushed + _pos;

    /// <summary>Hands all that was written to the buffer. Writing may continue.</summary>
    public void Flush()
    {
        if (_pos > 0)
        {
            _output.Advance(_pos);
        }

        _flushed += _pos;
        _pos = 0;
        _block = default;
    }

    /// <summary>Writes the version byte (131) that stands before a term.</summary>
    public void WriteVersion() => WriteByte(TermTag.Version);

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The integer.</param>
    public void WriteInt64(long value)
    {
        if ((ulong)value <= byte.MaxValue)
        {
            Span<byte> small = Reserve(2);
            small[0] = TermTag.SmallInteger;
            small[1] = (byte)value;
        }
        else if (value == (int)value)
        {
            Span<byte> normal = Reserve(5);
            normal[0] = TermTag.Integer;
            BinaryPrimitives.WriteInt32BigEndian(normal[1..], (int)value);
        }
        else
        {
            WriteMagnitude(value < 0 ? 0 - (ulong)value : (ulong)value, value < 0);
        }
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="value">The integer.</param>
    public void WriteUInt64(ulong value)
    {
        if (value <= int.MaxValue)
        {
            WriteInt64((long)value);
        }
        else
        {
            WriteMagnitude(value, negative: false);
        }
    }

    /// <summary>Writes an integer of any size.</summary>
    /// <param name="value">The integer.</param>
    public void WriteBigInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            WriteInt64((long)value);
            return;
        }

        if (value.GetBitLength() > MaxIntegerBits)
        {
            throw new TermFormatException(
                $"an integer of {value.GetBitLength()} bits, and OTP takes {MaxIntegerBits} at most: it ends the connection for a larger one", (int)Math.Min(Written, int.MaxValue));
        }

        var magnitude = BigInteger.Abs(value);
        int length = magnitude.GetByteCount(isUnsigned: true);
        Span<byte> place;
        if (length <= byte.MaxValue)
        {
            place = Reserve(length + 3);
            place[0] = TermTag.SmallBig;
            place[1] = (byte)length;
            place = place[2..];
        }
        else
        {
            place = Reserve(length + 6);
            place[0] = TermTag.LargeBig;
            BinaryPrimitives.WriteInt32BigEndian(place[1..], length);
            place = place[5..];
        }

        place[0] = value.Sign < 0 ? (byte)1 : (byte)0;
        magnitude.TryWriteBytes(place[1..], out _, isUnsigned: true);
    }

    /// <summary>Writes a float.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite or no number.</exception>
    public void WriteDouble(double value)
    {
        ErlFloat.ThrowIfNotFinite(value);
        Span<byte> place = Reserve(9);
        place[0] = TermTag.NewFloat;
        BinaryPrimitives.WriteDoubleBigEndian(place[1..], value);
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">Which.</param>
    public void WriteBoolean(bool value) => WriteAtom(Atom.Of(value));

    /// <summary>Writes an atom.</summary>
    /// <param name="atom">The atom.</param>
    public void WriteAtom(Atom atom)
    {
        ArgumentNullException.ThrowIfNull(atom);
        if (_atoms is not null && _atoms.GetOrAdd(atom) is >= 0 and int index)
        {
            Span<byte> place = Reserve(2);
            place[0] = TermTag.AtomCacheRef;
            place[1] = (byte)index;
            return;
        }

        WriteRaw(atom.Encoded);
    }

    /// <summary>Writes an atom.</summary>
    /// <param name="name">Its name, without quotes.</param>
    /// <exception cref="ArgumentException">The name is no atom's.</exception>
    public void WriteAtom(string name) => WriteAtom(Atom.Get(name));

    /// <summary>Writes a binary.</summary>
    /// <param name="bytes">Its bytes.</param>
    public void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        WriteHeader(TermTag.Binary, bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>
    /// Writes a binary whose bytes do not change any more, as those of an actor's message: a large one (4 KB and more) goes to the
    /// connection without a copy.
    /// </summary>
    /// <param name="bytes">Its bytes. What is changed in them before they have left is sent in their place.</param>
    public void WriteBinaryByReference(ReadOnlyMemory<byte> bytes)
    {
        WriteHeader(TermTag.Binary, bytes.Length);
        WriteRawByReference(bytes);
    }

    /// <summary>Writes a text as a binary of UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    public void WriteString(ReadOnlySpan<char> text)
    {
        Utf16.ThrowIfUnpaired(text);
        int length = Encoding.UTF8.GetByteCount(text);
        Span<byte> place = Reserve(length + 5);
        place[0] = TermTag.Binary;
        BinaryPrimitives.WriteInt32BigEndian(place[1..], length);
        Encoding.UTF8.GetBytes(text, place[5..]);
    }

    /// <summary>Writes the beginning of a tuple; its elements are to follow.</summary>
    /// <param name="arity">How many.</param>
    public void WriteTupleHeader(int arity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(arity);
        if (arity <= byte.MaxValue)
        {
            Span<byte> place = Reserve(2);
            place[0] = TermTag.SmallTuple;
            place[1] = (byte)arity;
        }
        else
        {
            WriteHeader(TermTag.LargeTuple, arity);
        }
    }

    /// <summary>Writes the beginning of a list of at least one element; its elements are to follow, then its tail: <see cref="WriteNil"/>.</summary>
    /// <param name="count">How many elements.</param>
    public void WriteListHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        WriteHeader(TermTag.List, count);
    }

    /// <summary>Writes the empty list, which is also the end of every proper one.</summary>
    public void WriteNil() => WriteByte(TermTag.Nil);

    /// <summary>Writes the beginning of a map; as many keys, each with its value, are to follow. No key may come twice.</summary>
    /// <param name="pairs">How many.</param>
    public void WriteMapHeader(int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pairs);
        WriteHeader(TermTag.Map, pairs);
    }

    /// <summary>Writes bytes that are terms already, without their version byte.</summary>
    /// <param name="encoded">The bytes.</param>
    public void WriteRaw(scoped ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > _block.Length - _pos)
        {
            Grow(encoded.Length);
        }

        encoded.CopyTo(_block[_pos..]);
        _pos += encoded.Length;
    }

    /// <summary>As <see cref="WriteRaw"/>, for bytes that do not change any more: see <see cref="WriteBinaryByReference"/>.</summary>
    /// <param name="encoded">The bytes.</param>
    public void WriteRawByReference(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length < ISegmentWriter.MinBytes || _output is not ISegmentWriter segments)
        {
            WriteRaw(encoded.Span);
            return;
        }

        Flush();
        segments.Append(encoded);
        _flushed += encoded.Length;
    }

    private void WriteHeader(byte tag, int count)
    {
        Span<byte> place = Reserve(5);
        place[0] = tag;
        BinaryPrimitives.WriteInt32BigEndian(place[1..], count);
    }

    private void WriteMagnitude(ulong magnitude, bool negative)
    {
        int length = (71 - BitOperations.LeadingZeroCount(magnitude)) / 8;
        Span<byte> place = Reserve(length + 3);
        place[0] = TermTag.SmallBig;
        place[1] = (byte)length;
        place[2] = negative ? (byte)1 : (byte)0;
        for (int i = 3; i < place.Length; i++)
        {
            place[i] = (byte)magnitude;
            magnitude >>= 8;
        }
    }

    private void WriteByte(byte value) => Reserve(1)[0] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int length)
    {
        int pos = _pos;
        if (length > _block.Length - pos)
        {
            Grow(length);
            pos = 0;
        }

        _pos = pos + length;
        return _block.Slice(pos, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int length)
    {
        Flush();
        _block = _output.GetSpan(Math.Max(length, MinBlock));
    }
}
