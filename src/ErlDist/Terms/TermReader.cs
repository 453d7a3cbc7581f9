using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>Reads the external term format (erl_ext_dist) value by value, without making terms of what nobody asks for.</summary>
/// <remarks>
/// <para>Every method that reads throws <see cref="TermFormatException"/> for bytes that are no term, for a term of another
/// kind and beyond a limit; the reader cannot be used after that. To try one reading and then another, copy the reader first.</para>
/// <para>Atoms as ATOM_CACHE_REF are looked up in the atoms of the distribution header. The forms of older releases are
/// read as well; LOCAL_EXT is not, since only its writer can.</para>
/// </remarks>
public ref partial struct TermReader
{
    private readonly ReadOnlySpan<Atom> _atomRefs;
    private readonly TermLimits _limits;
    private readonly PidCache? _pids;
    private ITakeableBytes? _takeable;
    private ReadOnlySpan<byte> _data;
    private int _pos;
    private int _depth;

    /// <summary>What the limit of elements leaves.</summary>
    private int _elementsLeft;

    /// <summary>What the limit of memory leaves.</summary>
    private long _objectBytesLeft;

    /// <summary>Where small binaries go.</summary>
    private BinaryBlocks? _blocks;

    /// <summary>The definition of the record read last, and its bytes.</summary>
    private RecordDefinition? _record;
    private ReadOnlySpan<byte> _recordBytes;

    /// <summary>Terms announced and not yet read, in all levels; each takes a byte at least, so counts are held against it.</summary>
    private int _owed;

    /// <summary>Bytes left in a STRING_EXT whose header was read: they pass for the values of SMALL_INTEGER_EXT.</summary>
    private int _rawLeft;

    /// <summary>Whether the list header read last has no tail behind its elements (NIL_EXT, STRING_EXT).</summary>
    private bool _noTail;

    /// <summary>Makes a reader.</summary>
    /// <param name="data">One or more terms in a row, without the version byte 131.</param>
    /// <param name="limits">What a term may cost; <see cref="TermLimits.Default"/> if not given.</param>
    /// <exception cref="TermFormatException">There is more data than the limits allow.</exception>
    public TermReader(ReadOnlySpan<byte> data, TermLimits? limits = null)
        : this(data, default, limits, null)
    {
    }

    /// <summary>As the other one, for what lies behind a distribution header.</summary>
    /// <param name="data">One or more terms in a row.</param>
    /// <param name="atomRefs">The atoms of the distribution header, by index; none outside of one.</param>
    /// <param name="limits">What a term may cost; <see cref="TermLimits.Default"/> if not given.</param>
    /// <param name="pids">Where pids seen before are kept.</param>
    /// <exception cref="TermFormatException">There is more data than the limits allow.</exception>
    internal TermReader(ReadOnlySpan<byte> data, ReadOnlySpan<Atom> atomRefs, TermLimits? limits = null, PidCache? pids = null)
    {
        _data = data;
        _atomRefs = atomRefs;
        _limits = limits ?? TermLimits.Default;
        _pids = pids;
        _elementsLeft = _limits.MaxElements;
        _objectBytesLeft = _limits.MaxObjectBytes;
        if (data.Length > _limits.MaxTermBytes)
        {
            FailSize($"{data.Length} bytes are more than the limit of", nameof(TermLimits.MaxTermBytes), data.Length, _limits.MaxTermBytes);
        }
    }

    /// <summary>As the other one, over data that large binaries may have for their own.</summary>
    internal TermReader(
        ReadOnlySpan<byte> data, ReadOnlySpan<Atom> atomRefs, TermLimits limits, PidCache? pids, ITakeableBytes? takeable)
        : this(data, atomRefs, limits, pids) => _takeable = takeable;

    /// <summary>How many bytes were read; those of what it unpacked to, once a compressed term was entered.</summary>
    public readonly int Consumed => _pos;

    /// <summary>Whether all is read.</summary>
    public readonly bool AtEnd => _pos == _data.Length && _rawLeft == 0;

    /// <summary>What <see cref="TermLimits.MaxObjectBytes"/> counts of what was read.</summary>
    internal readonly long ObjectBytesTaken => _limits.MaxObjectBytes - _objectBytesLeft;

    private readonly int Remaining => _data.Length - _pos;

    /// <summary>Reads the version byte (131) that stands before a term. A compressed term behind it is unpacked.</summary>
    public void SkipVersion()
    {
        if (ReadByte() != TermTag.Version)
        {
            _pos--;
            Fail($"version byte 131 expected, found {_data[_pos]}");
        }

        if (Remaining > 0 && _data[_pos] == TermTag.Compressed)
        {
            _data = CompressedTerm.Unpack(_data[(_pos + 1)..], _limits, _pos + 1);
            _takeable = null;
            _pos = 0;
        }
    }

    /// <summary>What the next term is; it stays to be read.</summary>
    public readonly TermKind Peek()
    {
        if (_rawLeft != 0)
        {
            return TermKind.Integer;
        }

        if (_pos >= _data.Length)
        {
            FailTruncated();
        }

        switch (_data[_pos])
        {
            case TermTag.SmallInteger or TermTag.Integer or TermTag.SmallBig or TermTag.LargeBig:
                return TermKind.Integer;
            case TermTag.SmallAtomUtf8 or TermTag.AtomUtf8 or TermTag.AtomCacheRef or TermTag.Atom or TermTag.SmallAtom:
                return TermKind.Atom;
            case TermTag.SmallTuple or TermTag.LargeTuple:
                return TermKind.Tuple;
            case TermTag.Nil or TermTag.String or TermTag.List:
                return TermKind.List;
            case TermTag.Binary:
                return TermKind.Binary;
            case TermTag.Map:
                return TermKind.Map;
            case TermTag.NewFloat or TermTag.Float:
                return TermKind.Float;
            case TermTag.NewPid or TermTag.Pid:
                return TermKind.Pid;
            case TermTag.NewerReference or TermTag.NewReference or TermTag.Reference:
                return TermKind.Reference;
            case TermTag.V4Port or TermTag.NewPort or TermTag.Port:
                return TermKind.Port;
            case TermTag.BitBinary:
                return TermKind.Bitstring;
            case TermTag.NewFun or TermTag.Fun:
                return TermKind.Fun;
            case TermTag.Export:
                return TermKind.Export;
            case TermTag.Record:
                return TermKind.Record;
            default:
                Fail($"{TermTag.NameOf(_data[_pos])} is no term that can be read");
                return default;
        }
    }

    /// <summary>Reads an atom.</summary>
    public Atom ReadAtom()
    {
        byte tag = ReadTag();
        return TryReadAtomBody(tag) ?? FailKind<Atom>("an atom", tag);
    }

    /// <summary>Reads an atom if it has this name, and else nothing.</summary>
    /// <param name="utf8">The name in UTF-8: <c>reader.TryReadAtom("ok"u8)</c>.</param>
    /// <returns>Whether the atom was there and is read now.</returns>
    public bool TryReadAtom(ReadOnlySpan<byte> utf8)
    {
        if (AtEnd || Peek() != TermKind.Atom)
        {
            return false;
        }

        int start = _pos;
        byte tag = ReadTag();
        ReadOnlySpan<byte> name = tag switch
        {
            TermTag.SmallAtomUtf8 => ReadSpan(ReadByte()),
            TermTag.AtomUtf8 => ReadSpan(ReadUInt16()),
            _ => TryReadAtomBody(tag)!.Utf8,
        };
        if (name.SequenceEqual(utf8))
        {
            return true;
        }

        _pos = start;
        return false;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public bool ReadBoolean()
    {
        int start = _pos;
        Atom atom = ReadAtom();
        if (atom.Equals(Atom.True))
        {
            return true;
        }

        if (!atom.Equals(Atom.False))
        {
            _pos = start;
            Fail($"true or false expected, found the atom {atom}");
        }

        return false;
    }

    /// <summary>Reads what follows an atom's tag; null if the tag is no atom's.</summary>
    private Atom? TryReadAtomBody(byte tag)
    {
        Atom? atom;
        bool isNew;
        switch (tag)
        {
            case TermTag.SmallAtomUtf8:
                atom = Atom.FromUtf8(ReadSpan(ReadByte()), out isNew);
                break;
            case TermTag.AtomCacheRef:
                int index = ReadByte();
                if (index >= _atomRefs.Length)
                {
                    Fail($"reference to atom {index} of the distribution header, which has {_atomRefs.Length}");
                }

                return _atomRefs[index];
            case TermTag.AtomUtf8:
                atom = Atom.FromUtf8(ReadSpan(ReadUInt16()), out isNew);
                break;
            case TermTag.Atom:
                atom = Atom.FromLatin1(ReadSpan(ReadUInt16()), out isNew);
                break;
            case TermTag.SmallAtom:
                atom = Atom.FromLatin1(ReadSpan(ReadByte()), out isNew);
                break;
            default:
                return null;
        }

        if (atom is null)
        {
            Fail("an atom that is no UTF-8 or has more than 255 characters");
        }

        if (isNew)
        {
            // The object, its name and its bytes.
            Charge((3 * ObjectBytes) + (3L * atom.Utf8.Length));
        }

        return atom;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte ReadTag()
    {
        int pos = _pos;
        if ((uint)pos < (uint)_data.Length && _rawLeft == 0)
        {
            _pos = pos + 1;
            return _data[pos];
        }

        return ReadTagWithinString();
    }

    private byte ReadTagWithinString()
    {
        if (_rawLeft == 0)
        {
            FailTruncated();
        }

        _rawLeft--;
        return TermTag.SmallInteger;
    }

    private byte ReadByte()
    {
        int pos = _pos;
        if ((uint)pos >= (uint)_data.Length)
        {
            FailTruncated();
        }

        _pos = pos + 1;
        return _data[pos];
    }

    private ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(ReadSpan(2));

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(ReadSpan(4));

    private ulong ReadWord64() => BinaryPrimitives.ReadUInt64BigEndian(ReadSpan(8));

    /// <summary>A length or count of 32 bits; one that cannot be true, since so many bytes are not there, ends the reading.</summary>
    private int ReadCount()
    {
        uint count = ReadUInt32();
        if (count > (uint)Remaining)
        {
            FailTruncated();
        }

        return (int)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> ReadSpan(int length)
    {
        if ((uint)length > (uint)(_data.Length - _pos))
        {
            FailTruncated();
        }

        ReadOnlySpan<byte> span = _data.Slice(_pos, length);
        _pos += length;
        return span;
    }

    [DoesNotReturn]
    private readonly void Fail(string reason) => throw new TermFormatException(reason, _pos);

    [DoesNotReturn]
    private readonly void FailLimit(string reason, string limit) => throw new TermFormatException(reason, _pos, limit);

    private readonly void FailSize(string reason, string limit, long size, long max, string unit = "") =>
        throw new TermFormatException($"{reason} {max}{unit}", _pos, limit, size, max);

    [DoesNotReturn]
    private readonly void FailTruncated() => throw new TermFormatException("the bytes end within a term", _data.Length);

    /// <summary>Fails for a term of the wrong kind, whose tag was just read.</summary>
    [DoesNotReturn]
    private readonly T FailKind<T>(string expected, byte tag) =>
        throw new TermFormatException($"{expected} expected, found {FoundText(tag)}", Math.Max(0, _pos - 1));
}
