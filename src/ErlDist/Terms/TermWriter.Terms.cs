using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ErlDist.Terms;

namespace ErlDist;

public ref partial struct TermWriter
{
    /// <summary>OTP writes a list of bytes up to this length as STRING_EXT.</summary>
    private const int MaxStringBytes = ushort.MaxValue;

    /// <summary>OTP writes port numbers up to this as NEW_PORT_EXT, which all releases know.</summary>
    private const ulong MaxNewPortId = (1 << 28) - 1;

    /// <summary>Writes a term of any kind, maps in the order of their keys.</summary>
    /// <param name="term">The term.</param>
    /// <exception cref="TermFormatException">The term is deeper than <see cref="TermLimits.MaxDepth"/>; the writer cannot be used after that.</exception>
    public void WriteTerm(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        if (term.WriteHead(ref this) is { } children)
        {
            WriteChildren(term, children, Recursion.Levels);
        }
    }

    private void WriteChildren(Term term, Term[] children, int levelsLeft)
    {
        CheckDepth(++_depth);
        foreach (Term child in children)
        {
            if (child.WriteHead(ref this) is not { } inner)
            {
                continue;
            }

            if (levelsLeft > 0)
            {
                WriteChildren(child, inner, levelsLeft - 1);
            }
            else
            {
                WriteDeepChildren(child, inner);
            }
        }

        term.WriteEnd(ref this);
        _depth--;
    }

    private void WriteDeepChildren(Term term, Term[] children)
    {
        var open = default(FrameStack<Frame>);
        try
        {
            int next = 0;
            while (true)
            {
                CheckDepth(_depth + open.Count + 1);
                Term[]? inner = null;
                while (inner is null && next < children.Length)
                {
                    inner = children[next++].WriteHead(ref this);
                }

                if (inner is not null)
                {
                    open.Push(new Frame(term, children, next));
                    (term, children, next) = (children[next - 1], inner, 0);
                    continue;
                }

                term.WriteEnd(ref this);
                if (!open.TryPop(out Frame outer))
                {
                    return;
                }

                (term, children, next) = (outer.Term, outer.Children, outer.Next);
            }
        }
        finally
        {
            open.Dispose();
        }
    }

    /// <summary>Writes a text as a char list, what Erlang calls a string: the list of its code points.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has a surrogate without its partner.</exception>
    public void WriteCharList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Utf16.ThrowIfUnpaired(text);
        int count = 0;
        bool latin1 = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            count++;
            latin1 &= rune.Value <= byte.MaxValue;
        }

        if (count == 0)
        {
            WriteNil();
        }
        else if (latin1 && count <= MaxStringBytes)
        {
            Encoding.Latin1.GetBytes(text, ReserveString(count));
        }
        else
        {
            WriteListHeader(count);
            foreach (Rune rune in text.EnumerateRunes())
            {
                WriteInt64(rune.Value);
            }

            WriteNil();
        }
    }

    /// <summary>Writes a process identifier.</summary>
    /// <param name="pid">The pid.</param>
    public void WritePid(Pid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        WriteByte(TermTag.NewPid);
        WriteAtom(pid.Node);
        Span<byte> place = Reserve(12);
        BinaryPrimitives.WriteUInt32BigEndian(place, pid.Id);
        BinaryPrimitives.WriteUInt32BigEndian(place[4..], pid.Serial);
        BinaryPrimitives.WriteUInt32BigEndian(place[8..], pid.Creation);
    }

    /// <summary>Writes a port identifier.</summary>
    /// <param name="port">The port.</param>
    public void WritePort(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        bool small = port.Id <= MaxNewPortId;
        WriteByte(small ? TermTag.NewPort : TermTag.V4Port);
        WriteAtom(port.Node);
        Span<byte> place = Reserve(small ? 8 : 12);
        if (small)
        {
            BinaryPrimitives.WriteUInt32BigEndian(place, (uint)port.Id);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(place, port.Id);
        }

        BinaryPrimitives.WriteUInt32BigEndian(place[^4..], port.Creation);
    }

    /// <summary>Writes a reference.</summary>
    /// <param name="reference">The reference.</param>
    public void WriteReference(Reference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ReadOnlySpan<uint> words = reference.Words;
        Span<byte> place = Reserve(3);
        place[0] = TermTag.NewerReference;
        BinaryPrimitives.WriteUInt16BigEndian(place[1..], (ushort)words.Length);
        WriteAtom(reference.Node);
        place = Reserve(4 + (words.Length * sizeof(uint)));
        BinaryPrimitives.WriteUInt32BigEndian(place, reference.Creation);
        foreach (uint word in words)
        {
            place = place[4..];
            BinaryPrimitives.WriteUInt32BigEndian(place, word);
        }
    }

    internal void WriteBitstring(ReadOnlySpan<byte> bytes, int bitsInLastByte)
    {
        WriteHeader(TermTag.BitBinary, bytes.Length);
        WriteByte((byte)bitsInLastByte);
        WriteRaw(bytes);
    }

    /// <summary>Writes a proper list if it is empty or all bytes, else its header; false says that its elements and NIL_EXT are to follow.</summary>
    internal bool TryWriteListInWhole(ReadOnlySpan<Term> elements)
    {
        if (elements.IsEmpty)
        {
            WriteNil();
            return true;
        }

        if (elements.Length > MaxStringBytes || !AreBytes(elements))
        {
            WriteHeader(TermTag.List, elements.Length);
            return false;
        }

        Span<byte> place = ReserveString(elements.Length);
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = (byte)((ErlInteger)elements[i]).Value;
        }

        return true;
    }

    /// <summary>Writes the beginning of a native record, which OTP has since release 29; as many values as fields are to follow.</summary>
    /// <param name="module">The module that defines it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isExported">Whether the module exports the definition.</param>
    /// <param name="fields">The names of the fields in the order of the definition, none twice.</param>
    public void WriteRecordHeader(Atom module, Atom name, bool isExported, ReadOnlySpan<Atom> fields)
    {
        if (_refusesRecords)
        {
            throw new TermFormatException(
                $"the native record #{module}:{name}{{}}, and the peer reads none: OTP has them since release 29", (int)Math.Min(Written, int.MaxValue));
        }

        HasRecords = true;
        WriteHeader(TermTag.Record, fields.Length);
        WriteByte(isExported ? (byte)1 : (byte)0);
        WriteAtom(module);
        WriteAtom(name);
        foreach (Atom field in fields)
        {
            WriteAtom(field);
        }
    }

    internal void WriteExport(ErlExport export)
    {
        WriteByte(TermTag.Export);
        WriteAtom(export.Module);
        WriteAtom(export.Function);
        WriteInt64(export.Arity);
    }

    /// <summary>Writes a fun's beginning in the form in which it came; its variables and <see cref="WriteFunEnd"/> are to follow.</summary>
    internal void WriteFunHead(ErlFun fun)
    {
        int variables = fun.FreeVariables.Count;
        if (fun.Arity is not { } arity)
        {
            WriteHeader(TermTag.Fun, variables);
            WritePid(fun.Creator);
            WriteAtom(fun.Module);
            WriteInt64(fun.OldIndex);
            WriteInt64(fun.OldUnique);
            return;
        }

        // The size stands before what it counts, so a fun goes to a buffer where it can be filled in at the end.
        Flush();
        _funs ??= new OpenFuns(_output);
        _output = _funs.Begin();
        Span<byte> place = Reserve(5 + 1 + ErlFun.Md5Bytes + 8);
        place[0] = TermTag.NewFun;
        place = place[5..];
        place[0] = (byte)arity;
        fun.ModuleMd5.Span.CopyTo(place[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(place[(1 + ErlFun.Md5Bytes)..], fun.Index);
        BinaryPrimitives.WriteInt32BigEndian(place[(5 + ErlFun.Md5Bytes)..], variables);
        WriteAtom(fun.Module);
        WriteInt64(fun.OldIndex);
        WriteInt64(fun.OldUnique);
        WritePid(fun.Creator);
    }

    internal void WriteFunEnd(ErlFun fun)
    {
        if (fun.Arity is null)
        {
            return;
        }

        Flush();
        if (_funs!.End(out ReadOnlySpan<byte> whole))
        {
            _output = _funs.Output;
            _funs = null;
            _flushed -= whole.Length;
            WriteRaw(whole);
        }
    }

    private static bool IsByte(Term term) => term is ErlInteger { Value: >= 0 and <= byte.MaxValue };

    private static bool AreBytes(ReadOnlySpan<Term> elements)
    {
        foreach (Term element in elements)
        {
            if (!IsByte(element))
            {
                return false;
            }
        }

        return true;
    }

    private Span<byte> ReserveString(int length)
    {
        Span<byte> place = Reserve(length + 3);
        place[0] = TermTag.String;
        BinaryPrimitives.WriteUInt16BigEndian(place[1..], (ushort)length);
        return place[3..];
    }

    /// <summary>A term of which some children are still to be written.</summary>
    private readonly record struct Frame(Term Term, Term[] Children, int Next);

    /// <summary>Funs whose end is not written, one in another, and where they go then.</summary>
    private sealed class OpenFuns(IBufferWriter<byte> output)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(MinBlock);
        private readonly Stack<int> _starts = new();

        public IBufferWriter<byte> Output => output;

        public ArrayBufferWriter<byte> Begin()
        {
            _starts.Push(_bytes.WrittenCount);
            return _bytes;
        }

        /// <summary>Fills in the size of the fun that ends; true for the outermost one.</summary>
        public bool End(out ReadOnlySpan<byte> whole)
        {
            int start = _starts.Pop();
            Span<byte> written = MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
            BinaryPrimitives.WriteInt32BigEndian(written[(start + 1)..], written.Length - start - 1);
            whole = written;
            return _starts.Count == 0;
        }
    }
}
