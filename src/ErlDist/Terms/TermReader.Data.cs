using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using ErlDist.Terms;

namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>BINARY_EXT: the tag and the length.</summary>
    private const int BinaryHeaderBytes = 5;

    /// <summary>Reads a binary.</summary>
    /// <returns>Its bytes, where they lie.</returns>
    public ReadOnlySpan<byte> ReadBinary()
    {
        byte tag = ReadTag();
        switch (tag)
        {
            case TermTag.Binary:
                return ReadSpan(ReadCount());
            case TermTag.BitBinary:
                int start = _pos - 1;
                ReadOnlySpan<byte> bytes = ReadBits(out int bitsInLastByte);
                if (bitsInLastByte != 8)
                {
                    _pos = start;
                    Fail("a binary expected, found a bitstring that ends within a byte");
                }

                return bytes;
            default:
                return ReadBinaryFailed(tag);
        }
    }

    /// <summary>Reads text: a binary of UTF-8 or a char list.</summary>
    public string ReadString()
    {
        if (Peek() == TermKind.List)
        {
            return ReadCharList();
        }

        return TextOf(ReadBinary());
    }

    /// <summary>Reads a text that is a binary if it is this one, of ASCII, and else nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadString(string text)
    {
        ReadOnlySpan<byte> rest = _data[_pos..];
        if (rest.Length < BinaryHeaderBytes + text.Length || rest[0] != TermTag.Binary || _rawLeft != 0
            || BinaryPrimitives.ReadUInt32BigEndian(rest[1..]) != (uint)text.Length
            || !Ascii.Equals(rest.Slice(BinaryHeaderBytes, text.Length), text))
        {
            return false;
        }

        _pos += BinaryHeaderBytes + text.Length;
        return true;
    }

    /// <summary>
    /// Reads a text that is a binary, of the kind that comes again and again: the same instance for the same text, mostly. False, and nothing
    /// read, for anything else.
    /// </summary>
    internal bool TryReadSharedString([NotNullWhen(true)] out string? text)
    {
        ReadOnlySpan<byte> rest = _data[_pos..];
        if (rest.Length < BinaryHeaderBytes || rest[0] != TermTag.Binary || _rawLeft != 0)
        {
            text = null;
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest[1..]);
        if (length > (uint)(rest.Length - BinaryHeaderBytes))
        {
            FailTruncated();
        }

        ReadOnlySpan<byte> utf8 = rest.Slice(BinaryHeaderBytes, (int)length);
        _pos += BinaryHeaderBytes + utf8.Length;
        text = TextCache.Find(utf8) ?? TextCache.Add(utf8, TextOf(utf8));
        return true;
    }

    /// <summary>
    /// Reads a binary as memory: a part of what is read where that may be kept, as in <c>ErlTypes.Decode&lt;T&gt;(ReadOnlyMemory&lt;byte&gt;)</c>,
    /// else a copy.
    /// </summary>
    public ReadOnlyMemory<byte> ReadMemory()
    {
        ReadOnlySpan<byte> bytes = ReadBinary();
        return _takeable is not null && _takeable.TryTake(_pos - bytes.Length, bytes.Length, out ReadOnlyMemory<byte> taken) ? taken
            : bytes.IsEmpty ? default(ReadOnlyMemory<byte>)
            : CopyOf(bytes);
    }

    /// <summary>The text of the binary that was just read.</summary>
    private readonly string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new TermFormatException("text expected, found a binary that is no UTF-8", _pos - utf8.Length);
        }

        return Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Reads the beginning of a tuple; its elements follow.</summary>
    /// <returns>How many.</returns>
    public int ReadTupleHeader()
    {
        byte tag = ReadTag();
        return tag switch
        {
            TermTag.SmallTuple => CheckCount(ReadByte()),
            TermTag.LargeTuple => ReadCount(),
            _ => FailKind<int>("a tuple", tag),
        };
    }

    /// <summary>Reads the beginning of a map; as many keys, each with its value, follow. That no key comes twice is for the caller to see to.</summary>
    /// <returns>How many.</returns>
    public int ReadMapHeader()
    {
        byte tag = ReadTag();
        if (tag != TermTag.Map)
        {
            FailKind<int>("a map", tag);
        }

        int pairs = ReadCount();
        CheckCount(pairs * 2L);
        return pairs;
    }

    /// <summary>
    /// Reads the beginning of a native record, which OTP has since release 29; the names of its fields follow, atoms, and then as many values.
    /// </summary>
    /// <param name="module">The module that defines it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isExported">Whether the module exports the definition.</param>
    /// <returns>How many fields.</returns>
    public int ReadRecordHeader(out Atom module, out Atom name, out bool isExported)
    {
        byte tag = ReadTag();
        if (tag != TermTag.Record)
        {
            FailKind<int>("a native record", tag);
        }

        return ReadRecordHead(out module, out name, out isExported);
    }

    /// <summary>
    /// Reads the beginning of a list, STRING_EXT and NIL_EXT included; its elements follow and then, always,
    /// <see cref="ReadListEnd"/>.
    /// </summary>
    /// <returns>How many elements.</returns>
    public int ReadListHeader()
    {
        byte tag = ReadTag();
        int count;
        switch (tag)
        {
            case TermTag.List:
                _noTail = false;
                return ReadCount();
            case TermTag.String:
                count = CheckCount(ReadUInt16());
                _rawLeft = count;
                break;
            case TermTag.Nil:
                count = 0;
                break;
            default:
                return FailKind<int>("a list", tag);
        }

        _noTail = true;
        return count;
    }

    /// <summary>Reads the end of a list whose elements were all read.</summary>
    public void ReadListEnd()
    {
        if (_noTail)
        {
            _noTail = false;
            return;
        }

        byte tag = ReadTag();
        if (tag != TermTag.Nil)
        {
            FailKind<int>("the end of a proper list", tag);
        }
    }

    /// <summary>Reads a process identifier.</summary>
    public Pid ReadPid()
    {
        byte tag = ReadTag();
        return tag is TermTag.NewPid or TermTag.Pid ? ReadPidBody(tag) : FailKind<Pid>("a pid", tag);
    }

    /// <summary>Reads a port identifier.</summary>
    public Port ReadPort()
    {
        byte tag = ReadTag();
        return tag is TermTag.V4Port or TermTag.NewPort or TermTag.Port ? ReadPortBody(tag) : FailKind<Port>("a port", tag);
    }

    /// <summary>Reads a reference.</summary>
    public Reference ReadReference()
    {
        byte tag = ReadTag();
        return tag is TermTag.NewerReference or TermTag.NewReference or TermTag.Reference
            ? ReadReferenceBody(tag)
            : FailKind<Reference>("a reference", tag);
    }

    private readonly ReadOnlySpan<byte> ReadBinaryFailed(byte tag)
    {
        FailKind<int>("a binary", tag);
        return default;
    }

    private readonly int CheckCount(long count)
    {
        if (count > Remaining)
        {
            FailTruncated();
        }

        return (int)count;
    }

    /// <summary>Reads what follows the tag of BIT_BINARY_EXT; 8 bits in the last byte, or no bytes, make a binary.</summary>
    private ReadOnlySpan<byte> ReadBits(out int bitsInLastByte)
    {
        int length = ReadCount();
        bitsInLastByte = ReadByte();
        if (bitsInLastByte > 8 || (bitsInLastByte == 0) != (length == 0))
        {
            _pos--;
            Fail($"a bitstring of {length} bytes with {bitsInLastByte} bits in the last one");
        }

        bitsInLastByte = length == 0 ? 8 : bitsInLastByte;
        return ReadSpan(length);
    }

    private string ReadCharList()
    {
        if (_data[_pos] == TermTag.String)
        {
            _pos++;
            return Encoding.Latin1.GetString(ReadSpan(ReadUInt16()));
        }

        int count = ReadListHeader();
        var text = new StringBuilder(Math.Min(count, 1024));
        Span<char> units = stackalloc char[2];
        for (int i = 0; i < count; i++)
        {
            long code = ReadInt64();
            if (code is < 0 or > 0x10FFFF || !Rune.TryCreate((int)code, out Rune rune))
            {
                Fail($"text expected, found a list with {code}");
                break;
            }

            text.Append(units[..rune.EncodeToUtf16(units)]);
        }

        ReadListEnd();
        return text.ToString();
    }

    /// <summary>A node name within an identifier.</summary>
    private Atom ReadNode()
    {
        byte tag = ReadTag();
        return TryReadAtomBody(tag) ?? FailKind<Atom>("a node name", tag);
    }

    /// <summary>The creation in the forms before OTP 23, of which two bits are used.</summary>
    private byte ReadSmallCreation()
    {
        byte creation = ReadByte();
        if (creation > 3)
        {
            _pos--;
            Fail($"creation {creation} in a form that has two bits for it");
        }

        return creation;
    }

    private Pid ReadPidBody(byte tag)
    {
        Atom node = ReadNode();
        uint id, serial, creation;
        if (tag == TermTag.NewPid)
        {
            ReadOnlySpan<byte> numbers = ReadSpan(12);
            id = BinaryPrimitives.ReadUInt32BigEndian(numbers);
            serial = BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]);
            creation = BinaryPrimitives.ReadUInt32BigEndian(numbers[8..]);
        }
        else
        {
            id = ReadUInt32();
            serial = ReadUInt32();
            creation = ReadSmallCreation();
        }

        return _pids is null ? new Pid(node, id, serial, creation) : _pids.Get(node, id, serial, creation);
    }

    private Port ReadPortBody(byte tag)
    {
        Atom node = ReadNode();
        return tag switch
        {
            TermTag.V4Port => new Port(node, ReadWord64(), ReadUInt32()),
            TermTag.NewPort => new Port(node, ReadUInt32(), ReadUInt32()),
            _ => new Port(node, ReadUInt32(), ReadSmallCreation()),
        };
    }

    private Reference ReadReferenceBody(byte tag)
    {
        if (tag == TermTag.Reference)
        {
            Atom oldNode = ReadNode();
            uint oldId = ReadUInt32();
            return new Reference(oldNode, ReadSmallCreation(), oldId);
        }

        int count = ReadUInt16();
        if (count is < 1 or > Reference.MaxWords)
        {
            Fail($"a reference of {count} words; there are 1 to {Reference.MaxWords}");
        }

        Atom node = ReadNode();
        uint creation = tag == TermTag.NewerReference ? ReadUInt32() : ReadSmallCreation();
        ReadOnlySpan<byte> bytes = ReadSpan(count * sizeof(uint));
        Span<uint> words = stackalloc uint[Reference.MaxWords];
        for (int i = 0; i < count; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(i * sizeof(uint))..]);
        }

        return new Reference(node, creation, words[..count]);
    }
}
