using ErlDist.Terms;

namespace ErlDist;

public ref partial struct TermReader
{
    /// <summary>Passes over a term of any kind, at any depth, seeing only to its structure.</summary>
    public void Skip()
    {
        // Not recursive: how many terms are still to be passed over says all.
        long pending = 1;
        while (pending > 0)
        {
            pending--;
            byte tag = ReadTag();
            switch (tag)
            {
                case TermTag.Nil:
                    break;
                case TermTag.SmallInteger or TermTag.AtomCacheRef:
                    ReadByte();
                    break;
                case TermTag.Integer:
                    ReadSpan(4);
                    break;
                case TermTag.NewFloat:
                    ReadSpan(sizeof(double));
                    break;
                case TermTag.SmallAtomUtf8 or TermTag.SmallAtom:
                    ReadSpan(ReadByte());
                    break;
                case TermTag.AtomUtf8 or TermTag.Atom or TermTag.String:
                    ReadSpan(ReadUInt16());
                    break;
                case TermTag.Binary:
                    ReadSpan(ReadCount());
                    break;
                case TermTag.SmallTuple:
                    pending += ReadByte();
                    break;
                case TermTag.LargeTuple:
                    pending += ReadUInt32();
                    break;
                case TermTag.List:
                    pending += ReadUInt32() + 1L;
                    break;
                case TermTag.Map:
                    pending += ReadUInt32() * 2L;
                    break;
                case TermTag.Export:
                    pending += 3;
                    break;
                case TermTag.Record:
                    // flags; then module, name, keys and values, all terms
                    pending += (ReadUInt32() * 2L) + 2;
                    ReadByte();
                    break;
                case TermTag.Fun:
                    pending += ReadUInt32() + 4L;
                    break;
                case TermTag.NewFun:
                    // size, arity, MD5, index; then the count of variables; module, old index, hash and creator are terms
                    ReadSpan(4 + 1 + ErlFun.Md5Bytes + 4);
                    pending += ReadUInt32() + 4L;
                    break;
                case TermTag.NewPid or TermTag.Pid:
                    SkipNode();
                    ReadSpan(tag == TermTag.NewPid ? 12 : 9);
                    break;
                case TermTag.V4Port or TermTag.NewPort or TermTag.Port:
                    SkipNode();
                    ReadSpan(tag switch { TermTag.V4Port => 12, TermTag.NewPort => 8, _ => 5 });
                    break;
                case TermTag.Reference:
                    SkipNode();
                    ReadSpan(5);
                    break;
                case TermTag.NewerReference or TermTag.NewReference:
                    int words = ReadUInt16();
                    SkipNode();
                    ReadSpan((words * sizeof(uint)) + (tag == TermTag.NewerReference ? 4 : 1));
                    break;
                case TermTag.BitBinary:
                    ReadBits(out _);
                    break;
                case TermTag.SmallBig:
                    ReadSpan(ReadByte() + 1);
                    break;
                case TermTag.LargeBig:
                    ReadSpan(ReadCount() + 1);
                    break;
                case TermTag.Float:
                    ReadSpan(FloatTextBytes);
                    break;
                default:
                    FailKind<int>("a term", tag);
                    break;
            }

            if (pending > Remaining)
            {
                FailTruncated();
            }
        }
    }

    /// <summary>Passes over a term and gives its bytes as they are. Atom references in them hold only with the header's atoms.</summary>
    public ReadOnlySpan<byte> ReadEncoded()
    {
        if (_rawLeft != 0)
        {
            Fail("an element of STRING_EXT has no bytes of its own");
        }

        int start = _pos;
        Skip();
        return _data[start.._pos];
    }

    private void SkipNode()
    {
        byte tag = ReadTag();
        switch (tag)
        {
            case TermTag.AtomCacheRef:
                ReadByte();
                break;
            case TermTag.SmallAtomUtf8 or TermTag.SmallAtom:
                ReadSpan(ReadByte());
                break;
            case TermTag.AtomUtf8 or TermTag.Atom:
                ReadSpan(ReadUInt16());
                break;
            default:
                FailKind<int>("a node name", tag);
                break;
        }
    }
}
