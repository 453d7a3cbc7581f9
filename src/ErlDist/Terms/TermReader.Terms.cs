using System.Numerics;
using System.Runtime.CompilerServices;
using ErlDist.Terms;

namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>What an object takes that holds one number, or two or three fields, and an array beside its elements, on a 64-bit runtime.</summary>
    private const int NumberBytes = 24;
    private const int ObjectBytes = 32;
    private const int ArrayBytes = 24;

    /// <summary>In place of a tag: a list of which only the tail is still to be read.</summary>
    private const byte TailOnly = 0;

    /// <summary>Reads a term of any kind, of any depth up to the limit. Its bytes are copied where it keeps any.</summary>
    public Term ReadTerm()
    {
        var frame = default(Frame);
        return ReadHead(ref frame) ?? ReadItems(ref frame, Recursion.Levels);
    }

    private Term ReadItems(ref Frame frame, int levelsLeft)
    {
        while (true)
        {
            // A span looks once at what kind of array it is over, an array at every element that is put into it.
            Span<Term> items = frame.Items;
            while (frame.Next < frame.Count)
            {
                _owed--;
                var inner = default(Frame);
                items[frame.Next] = ReadHead(ref inner) ?? (levelsLeft > 0 ? ReadItems(ref inner, levelsLeft - 1) : ReadDeepItems(inner));
                frame.Next++;
            }

            if (Close(ref frame) is { } term)
            {
                _depth--;
                return term;
            }
        }
    }

    /// <summary>Reads a term that has none in it, or the beginning of one that has: then the frame says what is to follow.</summary>
    private Term? ReadHead(ref Frame frame)
    {
        int start = _pos;
        byte tag = ReadTag();
        switch (tag)
        {
            case TermTag.SmallInteger:
                return ErlInteger.Of(ReadByte());
            case TermTag.Integer:
                Charge(NumberBytes);
                return ErlInteger.Of((int)ReadUInt32());
            case TermTag.SmallAtomUtf8 or TermTag.AtomCacheRef or TermTag.AtomUtf8 or TermTag.Atom or TermTag.SmallAtom:
                return TryReadAtomBody(tag)!;
            case TermTag.SmallTuple or TermTag.LargeTuple:
                int arity = tag == TermTag.SmallTuple ? ReadByte() : ReadCount();
                if (arity == 0)
                {
                    return ErlTuple.Empty;
                }

                Open(ref frame, tag, arity);
                frame.Whole = new ErlTuple(frame.Items);
                return null;
            case TermTag.Nil:
                return ErlList.Empty;
            case TermTag.Binary:
                return ReadBinaryBody();
            case TermTag.List:
                Open(ref frame, tag, ReadCount());
                return null;
            case TermTag.String:
                Term[] characters = ReadStringBody();
                return characters.Length == 0 ? ErlList.Empty : new ErlList(characters);
            case TermTag.Map:
                int pairs = ReadCount();
                if (pairs == 0)
                {
                    return ErlMap.Empty;
                }

                Open(ref frame, tag, CheckCount(pairs * 2L));
                Charge(ErlMap.IndexBytes(pairs));
                frame.Start = start;
                return null;
            case TermTag.NewFloat:
                Charge(NumberBytes);
                return new ErlFloat(ReadNewFloat());
            case TermTag.NewPid or TermTag.Pid:
                Charge(ObjectBytes + sizeof(long));
                return ReadPidBody(tag);
            case TermTag.NewerReference or TermTag.NewReference or TermTag.Reference:
                Charge(ObjectBytes * 2);
                return ReadReferenceBody(tag);
            case TermTag.V4Port or TermTag.NewPort or TermTag.Port:
                Charge(ObjectBytes + sizeof(long));
                return ReadPortBody(tag);
            case TermTag.SmallBig or TermTag.LargeBig:
                Charge(ObjectBytes + ArrayBytes + sizeof(long));
                return TryReadBig(tag, out long value, out BigInteger big) ? ErlInteger.Of(value) : new ErlBigInteger(big);
            case TermTag.BitBinary:
                Charge(ObjectBytes + ArrayBytes + sizeof(long));
                ReadOnlySpan<byte> bits = ReadBits(out int bitsInLastByte);
                return bitsInLastByte == 8 ? new ErlBinary(bits.ToArray()) : new ErlBitstring(bits, bitsInLastByte);
            case TermTag.Export:
                Charge(ObjectBytes + sizeof(long));
                return ReadExportBody();
            case TermTag.Record:
                return ReadRecordHead(ref frame);
            case TermTag.NewFun or TermTag.Fun:
                return ReadFunHead(tag, ref frame);
            case TermTag.Float:
                Charge(NumberBytes);
                return new ErlFloat(ReadFloatText());
            default:
                return FailKind<Term>("a term", tag);
        }
    }

    private Term ReadDeepItems(Frame frame)
    {
        var open = default(FrameStack<Frame>);
        try
        {
            while (true)
            {
                while (frame.Next < frame.Count)
                {
                    _owed--;
                    var inner = default(Frame);
                    if (ReadHead(ref inner) is { } item)
                    {
                        frame.Items[frame.Next++] = item;
                    }
                    else
                    {
                        open.Push(frame);
                        frame = inner;
                    }
                }

                if (Close(ref frame) is { } term)
                {
                    _depth--;
                    if (!open.TryPop(out frame))
                    {
                        return term;
                    }

                    frame.Items[frame.Next++] = term;
                }
            }
        }
        finally
        {
            open.Dispose();
        }
    }

    /// <summary>Goes down a level that announces so many terms.</summary>
    private void Open(ref Frame frame, byte tag, int count)
    {
        Owe(count);
        Charge(ObjectBytes + ArrayBytes);
        CheckDepth(++_depth);
        frame.Tag = tag;
        frame.Count = count;
        frame.Items = new Term[count];
    }

    /// <summary>Takes note that so many terms were announced.</summary>
    private void Owe(int count)
    {
        // In sum over all levels no more is allocated than the bytes can fill.
        if (count > Remaining - _owed)
        {
            FailTruncated();
        }

        _owed += count;
        CountElements(count);
    }

    private void CountElements(int count)
    {
        if (count > _elementsLeft)
        {
            FailSize(
                "more elements than the limit of", nameof(TermLimits.MaxElements), (long)_limits.MaxElements - _elementsLeft + count, _limits.MaxElements);
        }

        _elementsLeft -= count;
        Charge((long)count * sizeof(long));
    }

    /// <summary>Takes note of memory that is about to be allocated for a term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Charge(long bytes)
    {
        _objectBytesLeft -= bytes;
        if (_objectBytesLeft < 0)
        {
            FailSize(
                "objects of more than the limit of", nameof(TermLimits.MaxObjectBytes), _limits.MaxObjectBytes - _objectBytesLeft, _limits.MaxObjectBytes,
                " bytes of memory");
        }
    }

    /// <summary>The term whose items are all there; null if its list continues.</summary>
    private Term? Close(ref Frame frame)
    {
        switch (frame.Tag)
        {
            case TermTag.List:
                return ReadListTail(ref frame);
            case TailOnly:
                return frame.Count == 1 ? frame.Items[0] : new ErlImproperList(frame.Items);
            case TermTag.Map:
                if (ErlMap.TryCreate(frame.Items) is { } map)
                {
                    return map;
                }

                _pos = frame.Start;
                Fail("a map that has a key twice");
                return null;
            default:
                return frame.Whole!;
        }
    }

    /// <summary>Reads what follows a list's elements. Lists as tails are legal, if odd: they continue the list.</summary>
    private ErlList? ReadListTail(ref Frame frame)
    {
        switch (ReadTag())
        {
            case TermTag.Nil:
                return FinishList(ref frame);
            case TermTag.List:
                int more = ReadCount();
                Owe(more);
                Extend(ref frame, more, Math.Max(frame.Count + more, frame.Items.Length * 2L));
                return null;
            case TermTag.String:
                Term[] characters = ReadStringBody();
                Extend(ref frame, characters.Length, frame.Count + (long)characters.Length);
                characters.CopyTo(frame.Items, frame.Next);
                return FinishList(ref frame);
            default:
                _pos--;
                Owe(1);
                Extend(ref frame, 1, frame.Count + 1L);
                frame.Tag = TailOnly;
                return null;
        }
    }

    /// <summary>Makes room for more elements; an array of that length, where the one that is there is too short.</summary>
    private void Extend(ref Frame frame, int more, long length)
    {
        frame.Count += more;
        if (frame.Items.Length < frame.Count || length == frame.Count)
        {
            Charge(ArrayBytes + (length * sizeof(long)));
            Term[] items = frame.Items;
            Array.Resize(ref items, (int)Math.Min(length, Array.MaxLength));
            frame.Items = items;
        }
    }

    private static ErlList FinishList(ref Frame frame) =>
        frame.Count == 0 ? ErlList.Empty : new ErlList(frame.Items.Length == frame.Count ? frame.Items : frame.Items[..frame.Count]);

    private Term[] ReadStringBody()
    {
        ReadOnlySpan<byte> bytes = ReadSpan(ReadUInt16());
        CountElements(bytes.Length);
        Charge(ObjectBytes + ArrayBytes);
        var characters = new Term[bytes.Length];
        Span<Term> places = characters;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = ErlInteger.Of(bytes[i]);
        }

        return characters;
    }

    private ErlExport ReadExportBody()
    {
        Atom module = ReadAtom();
        Atom function = ReadAtom();
        int start = _pos;
        long arity = ReadInt64();
        if (arity is < 0 or > byte.MaxValue)
        {
            _pos = start;
            Fail($"arity {arity} of an exported function");
        }

        return new ErlExport(module, function, (int)arity);
    }

    private ErlNativeRecord? ReadRecordHead(ref Frame frame)
    {
        RecordDefinition definition = ReadRecordDefinition();
        if (definition.Keys.Length == 0)
        {
            Charge(ObjectBytes);
            return new ErlNativeRecord(definition, []);
        }

        Open(ref frame, TermTag.Record, definition.Keys.Length);
        frame.Whole = new ErlNativeRecord(definition, frame.Items);
        return null;
    }

    /// <summary>Reads number of fields, flags, module, name and keys; records that follow one another mostly have the same.</summary>
    private RecordDefinition ReadRecordDefinition()
    {
        if (_record is not null && _data[_pos..].StartsWith(_recordBytes))
        {
            _pos += _recordBytes.Length;
            return _record;
        }

        int start = _pos;
        int count = ReadRecordHead(out Atom module, out Atom name, out bool isExported);
        Charge(ObjectBytes + ArrayBytes + ((long)count * sizeof(long)));
        var keys = new Atom[count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ReadAtom();
        }

        _record = RecordDefinition.TryCreate(module, name, isExported, keys);
        if (_record is null)
        {
            _pos = start - 1;
            Fail("a native record that has a field twice");
        }

        _recordBytes = _data[start.._pos];
        return _record!;
    }

    /// <summary>Reads what follows a record's tag, up to the names of its fields.</summary>
    private int ReadRecordHead(out Atom module, out Atom name, out bool isExported)
    {
        int count = ReadCount();
        CheckCount(count * 2L);
        byte flags = ReadByte();
        if (flags > 1)
        {
            _pos--;
            Fail($"flags {flags} of a native record, of which only the lowest is known");
        }

        module = ReadAtom();
        name = ReadAtom();
        isExported = flags == 1;
        return count;
    }

    private ErlFun? ReadFunHead(byte tag, ref Frame frame)
    {
        int? arity = null;
        byte[]? md5 = null;
        uint index = 0;
        Pid? creator = null;
        int variables;
        if (tag == TermTag.NewFun)
        {
            // The size of it all; OTP does not hold anyone to it, and all that it says follows anyway.
            ReadUInt32();
            arity = ReadByte();
            md5 = ReadSpan(ErlFun.Md5Bytes).ToArray();
            index = ReadUInt32();
            variables = ReadCount();
        }
        else
        {
            variables = ReadCount();
            creator = ReadPid();
        }

        Charge(6 * ObjectBytes);
        Atom module = ReadAtom();
        long oldIndex = ReadInt64();
        long oldUnique = ReadInt64();
        creator ??= ReadPid();
        if (variables > 0)
        {
            Open(ref frame, tag, variables);
        }

        var fun = new ErlFun(frame.Items ?? [])
        {
            Arity = arity,
            ModuleMd5 = md5,
            Index = index,
            Module = module,
            OldIndex = oldIndex,
            OldUnique = oldUnique,
            Creator = creator,
        };
        frame.Whole = fun;
        return variables > 0 ? null : fun;
    }

    /// <summary>A term of which some items are still to be read.</summary>
    private struct Frame
    {
        /// <summary>The items' array; longer than they are many while a list continues in its tail.</summary>
        public Term[] Items;

        /// <summary>The term around the items; null for lists and maps, which are made when all are there.</summary>
        public Term? Whole;
        public int Next;
        public int Count;
        public int Start;
        public byte Tag;
    }
}
