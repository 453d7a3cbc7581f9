using System.Numerics;
using System.Runtime.CompilerServices;

namespace ErlDist.Terms;

public ref partial struct TermReader
{
    /// <summary>Reads a term of any kind. Its bytes are copied where it keeps any.</summary>
    public Term ReadTerm()
    {
        byte tag = ReadTag();
        switch (tag)
        {
            case TermTag.SmallInteger:
                return ErlInteger.Of(ReadByte());
            case TermTag.Integer:
                return ErlInteger.Of((int)ReadUInt32());
            case TermTag.SmallAtomUtf8 or TermTag.AtomCacheRef or TermTag.AtomUtf8 or TermTag.Atom or TermTag.SmallAtom:
                return TryReadAtomBody(tag)!;
            case TermTag.SmallTuple:
                int arity = ReadByte();
                return arity == 0 ? ErlTuple.Empty : new ErlTuple(ReadElements(arity));
            case TermTag.LargeTuple:
                arity = ReadCount();
                return arity == 0 ? ErlTuple.Empty : new ErlTuple(ReadElements(arity));
            case TermTag.Nil:
                return ErlList.Empty;
            case TermTag.Binary:
                ReadOnlySpan<byte> bytes = ReadSpan(ReadCount());
                return bytes.IsEmpty ? ErlBinary.Empty
                    : _takeable is not null && _takeable.TryTake(_pos - bytes.Length, bytes.Length, out ReadOnlyMemory<byte> taken)
                        ? new ErlBinary(taken)
                        : new ErlBinary(Copy(bytes));
            case TermTag.List:
                return ReadListBody();
            case TermTag.String:
                Term[] characters = ReadStringBody();
                return characters.Length == 0 ? ErlList.Empty : new ErlList(characters);
            case TermTag.Map:
                return ReadMapBody();
            case TermTag.NewFloat:
                return new ErlFloat(ReadNewFloat());
            case TermTag.NewPid or TermTag.Pid:
                return ReadPidBody(tag);
            case TermTag.NewerReference or TermTag.NewReference or TermTag.Reference:
                return ReadReferenceBody(tag);
            case TermTag.V4Port or TermTag.NewPort or TermTag.Port:
                return ReadPortBody(tag);
            case TermTag.SmallBig or TermTag.LargeBig:
                return TryReadBig(tag, out long value, out BigInteger big) ? ErlInteger.Of(value) : new ErlBigInteger(big);
            case TermTag.BitBinary:
                ReadOnlySpan<byte> bits = ReadBits(out int bitsInLastByte);
                return bitsInLastByte == 8 ? new ErlBinary(bits.ToArray()) : new ErlBitstring(bits, bitsInLastByte);
            case TermTag.Export:
                return ReadExportBody();
            case TermTag.NewFun:
                return ReadNewFunBody();
            case TermTag.Fun:
                return ReadOldFunBody();
            case TermTag.Float:
                return new ErlFloat(ReadFloatText());
            default:
                return FailKind<Term>("a term", tag);
        }
    }

    private Term[] ReadElements(int count)
    {
        Enter(count);
        var elements = new Term[count];
        for (int i = 0; i < elements.Length; i++)
        {
            _owed--;
            elements[i] = ReadTerm();
        }

        _depth--;
        return elements;
    }

    /// <summary>Goes down a level that announces so many terms.</summary>
    private void Enter(int count)
    {
        // In sum over all levels no more is allocated than the bytes can fill.
        if (count > Remaining - _owed)
        {
            FailTruncated();
        }

        if (count > _elementsLeft)
        {
            Fail($"more elements than the limit of {_limits.MaxElements}");
        }

        _owed += count;
        _elementsLeft -= count;
        CheckDepth(++_depth);
        if ((_depth & StackCheckMask) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            FailStack();
        }
    }

    private Term ReadListBody()
    {
        Term[] elements = ReadElements(ReadCount());
        if (elements.Length > 0 && Remaining > 0 && _data[_pos] == TermTag.Nil)
        {
            _pos++;
            return new ErlList(elements);
        }

        return ReadListTail([.. elements]);
    }

    /// <summary>A tail that is no NIL_EXT. Lists as tails are legal, if odd: they continue the list.</summary>
    private Term ReadListTail(List<Term> elements)
    {
        while (true)
        {
            switch (ReadTag())
            {
                case TermTag.List:
                    elements.AddRange(ReadElements(ReadCount()));
                    continue;
                case TermTag.String:
                    elements.AddRange(ReadStringBody());
                    break;
                case TermTag.Nil:
                    break;
                default:
                    _pos--;
                    Enter(1);
                    _owed--;
                    Term tail = ReadTerm();
                    _depth--;
                    return elements.Count == 0 ? tail : new ErlImproperList([.. elements], tail);
            }

            return elements.Count == 0 ? ErlList.Empty : new ErlList([.. elements]);
        }
    }

    private Term[] ReadStringBody()
    {
        ReadOnlySpan<byte> bytes = ReadSpan(ReadUInt16());
        if (bytes.Length > _elementsLeft)
        {
            Fail($"more elements than the limit of {_limits.MaxElements}");
        }

        _elementsLeft -= bytes.Length;
        var characters = new Term[bytes.Length];
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = ErlInteger.Of(bytes[i]);
        }

        return characters;
    }

    private ErlMap ReadMapBody()
    {
        int start = _pos - 1;
        int pairs = ReadCount();
        if (pairs == 0)
        {
            return ErlMap.Empty;
        }

        Enter(CheckCount(pairs * 2L));
        var keys = new Term[pairs];
        var values = new Term[pairs];
        for (int i = 0; i < keys.Length; i++)
        {
            _owed -= 2;
            keys[i] = ReadTerm();
            values[i] = ReadTerm();
        }

        _depth--;
        if (ErlMap.TryCreate(keys, values) is { } map)
        {
            return map;
        }

        _pos = start;
        Fail("a map that has a key twice");
        return null;
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

    private ErlFun ReadNewFunBody()
    {
        // The size of it all; OTP doesn't hold anyone to it, and all that it says follows anyway.
        ReadUInt32();
        int arity = ReadByte();
        byte[] md5 = ReadSpan(ErlFun.Md5Bytes).ToArray();
        uint index = ReadUInt32();
        int variables = ReadCount();
        return new ErlFun
        {
            Arity = arity,
            ModuleMd5 = md5,
            Index = index,
            Module = ReadAtom(),
            OldIndex = ReadInt64(),
            OldUnique = ReadInt64(),
            Creator = ReadPid(),
            FreeVariables = ReadElements(variables),
        };
    }

    private ErlFun ReadOldFunBody()
    {
        int variables = ReadCount();
        Pid creator = ReadPid();
        return new ErlFun
        {
            Creator = creator,
            Module = ReadAtom(),
            OldIndex = ReadInt64(),
            OldUnique = ReadInt64(),
            FreeVariables = ReadElements(variables),
        };
    }

    // ToArray would clear the array first.
    private static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }
}
