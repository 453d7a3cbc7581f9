using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace ErlDist.Terms;

public ref partial struct TermWriter
{
    /// <summary>OTP writes a list of bytes up to this length as STRING_EXT.</summary>
    private const int MaxStringBytes = ushort.MaxValue;

    /// <summary>OTP writes port numbers up to this as NEW_PORT_EXT, which all releases know.</summary>
    private const ulong MaxNewPortId = (1 << 28) - 1;

    /// <summary>Writes a term of any kind.</summary>
    /// <param name="term">The term.</param>
    public void WriteTerm(Term term)
    {
        ArgumentNullException.ThrowIfNull(term);
        term.WriteTo(ref this);
    }

    /// <summary>Writes a text as a char list, what Erlang calls a string: the list of its code points.</summary>
    /// <param name="text">The text.</param>
    public void WriteCharList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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

    internal void WriteTuple(ReadOnlySpan<Term> elements)
    {
        WriteTupleHeader(elements.Length);
        WriteElements(elements);
    }

    internal void WriteList(ReadOnlySpan<Term> elements)
    {
        if (elements.IsEmpty)
        {
            WriteNil();
            return;
        }

        if (elements.Length <= MaxStringBytes && IsByte(elements[0]) && AreBytes(elements))
        {
            Span<byte> place = ReserveString(elements.Length);
            for (int i = 0; i < place.Length; i++)
            {
                place[i] = (byte)((ErlInteger)elements[i]).Value;
            }

            return;
        }

        WriteHeader(TermTag.List, elements.Length);
        WriteElements(elements);
        WriteNil();
    }

    internal void WriteImproperList(ReadOnlySpan<Term> elements, Term tail)
    {
        WriteHeader(TermTag.List, elements.Length);
        WriteElements(elements);
        tail.WriteTo(ref this);
    }

    internal void WriteMap(ReadOnlySpan<Term> keys, ReadOnlySpan<Term> values)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        WriteHeader(TermTag.Map, keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i].WriteTo(ref this);
            values[i].WriteTo(ref this);
        }
    }

    internal void WriteExport(ErlExport export)
    {
        WriteByte(TermTag.Export);
        WriteAtom(export.Module);
        WriteAtom(export.Function);
        WriteInt64(export.Arity);
    }

    /// <summary>Writes a fun in the form in which it came.</summary>
    internal void WriteFun(ErlFun fun)
    {
        var variables = (Term[])fun.FreeVariables;
        if (fun.Arity is not { } arity)
        {
            WriteHeader(TermTag.Fun, variables.Length);
            WritePid(fun.Creator);
            WriteAtom(fun.Module);
            WriteInt64(fun.OldIndex);
            WriteInt64(fun.OldUnique);
            WriteElements(variables);
            return;
        }

        // The size stands before what it counts, so that goes to a buffer of its own.
        var body = new System.Buffers.ArrayBufferWriter<byte>(MinBlock);
        var writer = new TermWriter(body, _atoms);
        Span<byte> place = writer.Reserve(1 + ErlFun.Md5Bytes + 8);
        place[0] = (byte)arity;
        fun.ModuleMd5.Span.CopyTo(place[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(place[(1 + ErlFun.Md5Bytes)..], fun.Index);
        BinaryPrimitives.WriteInt32BigEndian(place[(5 + ErlFun.Md5Bytes)..], variables.Length);
        writer.WriteAtom(fun.Module);
        writer.WriteInt64(fun.OldIndex);
        writer.WriteInt64(fun.OldUnique);
        writer.WritePid(fun.Creator);
        writer.WriteElements(variables);
        writer.Flush();
        WriteHeader(TermTag.NewFun, body.WrittenCount + sizeof(uint));
        WriteRaw(body.WrittenSpan);
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

    private void WriteElements(ReadOnlySpan<Term> elements)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (Term element in elements)
        {
            element.WriteTo(ref this);
        }
    }

    private Span<byte> ReserveString(int length)
    {
        Span<byte> place = Reserve(length + 3);
        place[0] = TermTag.String;
        BinaryPrimitives.WriteUInt16BigEndian(place[1..], (ushort)length);
        return place[3..];
    }
}
