using System.Numerics;
using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Wire;

/// <summary>Reads control messages by the table of <see cref="ControlForm"/>.</summary>
/// <param name="local">Our name.</param>
/// <param name="peer">The peer's name: the only node whose processes may send most signals.</param>
/// <param name="limits">The limits of terms inside a control message.</param>
internal sealed class ControlReader(Atom local, Atom peer, TermLimits limits)
{
    // What OTP takes: spawn flags of 27 bits, an arity that is a small integer.
    private const int MaxSpawnFlags = (1 << 27) - 1;
    private const int MaxArity = (1 << 27) - 1;

    /// <summary>The pids that the peer has sent lately.</summary>
    public PidCache Pids { get; } = new();

    /// <summary>Reads one.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="start">Where in it the control message begins, behind any version byte.</param>
    /// <param name="refs">The atoms of the frame's header.</param>
    /// <param name="signal">What was read.</param>
    /// <param name="end">Where the control message ends.</param>
    /// <param name="reason">Where an exit reason inside the control message is; empty if there is none.</param>
    public ControlForm Read(
        ReadOnlySpan<byte> frame, int start, ReadOnlySpan<Atom> refs, out Signal signal, out int end, out Range reason)
    {
        var reader = new TermReader(frame[start..], refs, limits, Pids);
        var fields = new Fields { Start = start };
        try
        {
            int elements = ReadHeader(ref reader, ref fields) - 1;
            if (fields.Form.Op == AltAct.Op)
            {
                ReadAltAct(ref reader, ref fields, elements);
            }
            else
            {
                if (elements != fields.Form.Slots.Length)
                {
                    throw fields.Bad(
                        WireError.WrongArity, 0, $"{elements} elements behind the operation where {fields.Form.Slots.Length} belong.");
                }

                fields.Kind = fields.Form.Kind;
                foreach (Slot slot in fields.Form.Slots)
                {
                    ReadSlot(ref reader, ref fields, slot);
                }
            }
        }
        catch (TermFormatException e)
        {
            throw new WireException(WireError.BadTerm, fields.Place, start + e.Offset, e.Reason + ".", e);
        }

        signal = fields.ToSignal();
        end = start + reader.Consumed;
        reason = fields.Reason;
        return fields.Form;
    }

    private static int ReadHeader(ref TermReader reader, ref Fields fields)
    {
        if (reader.AtEnd || reader.Peek() != TermKind.Tuple)
        {
            throw fields.Bad(WireError.UnknownOperation, 0, "it is no tuple.");
        }

        int arity = reader.ReadTupleHeader();
        if (arity < 1 || reader.Peek() != TermKind.Integer)
        {
            throw fields.Bad(WireError.UnknownOperation, 0, "it doesn't begin with a number.");
        }

        long op = reader.ReadInt64();
        fields.Form = ControlForm.Of(op) ?? throw fields.Bad(WireError.UnknownOperation, 0, $"operation {op} is unknown.");
        return arity;
    }

    private void ReadSlot(ref TermReader reader, ref Fields fields, Slot slot)
    {
        fields.Slot = slot;
        switch (slot)
        {
            case Slot.Unused:
                reader.Skip();
                break;
            case Slot.AnyFrom:
                fields.From = ReadPid(ref reader, ref fields);
                break;
            case Slot.AnyTo:
                fields.To = ReadPid(ref reader, ref fields);
                break;
            case Slot.From:
                fields.From = ReadTheirs(ref reader, ref fields);
                break;
            case Slot.To:
                fields.To = ReadOurs(ref reader, ref fields);
                break;
            case Slot.Name:
                fields.Name = ReadAtom(ref reader, ref fields);
                break;
            case Slot.ToOrName when reader.Peek() == TermKind.Atom:
                fields.Name = reader.ReadAtom();
                break;
            case Slot.ToOrName:
                fields.To = ReadOurs(ref reader, ref fields);
                break;
            case Slot.FromOrName or Slot.FromOrError when reader.Peek() == TermKind.Atom:
                fields.Name = reader.ReadAtom();
                break;
            case Slot.FromOrName or Slot.FromOrError:
                fields.From = ReadTheirs(ref reader, ref fields);
                break;
            case Slot.Ref:
                Expect(ref reader, ref fields, TermKind.Reference);
                fields.Ref = reader.ReadReference();
                break;
            case Slot.Id:
                fields.Id = (ulong)ReadInteger(ref reader, ref fields, BigInteger.One, ulong.MaxValue);
                break;
            case Slot.Token:
                fields.Token = reader.ReadTerm();
                break;
            case Slot.Reason:
                int from = fields.Start + reader.Consumed;
                reader.Skip();
                fields.Reason = from..(fields.Start + reader.Consumed);
                break;
            case Slot.SpawnFlags:
                fields.SpawnFlags = (SpawnFlags)(int)ReadInteger(ref reader, ref fields, BigInteger.Zero, MaxSpawnFlags);
                break;
            case Slot.Leader:
                fields.Leader = ReadPid(ref reader, ref fields);
                break;
            case Slot.Mfa:
                ReadFunction(ref reader, ref fields);
                break;
            case Slot.Options:
                Expect(ref reader, ref fields, TermKind.List);
                fields.Options = reader.ReadTerm();
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private void ReadAltAct(ref TermReader reader, ref Fields fields, int elements)
    {
        const int Least = 3;
        if (elements < Least)
        {
            throw fields.Bad(WireError.WrongArity, 0, $"{elements} elements behind the operation where {Least} or more belong.");
        }

        Expect(ref reader, ref fields, TermKind.Integer);
        BigInteger bits = reader.ReadBigInteger();
        byte flags = bits.Sign < 0 ? AltAct.Invalid : (byte)(bits & byte.MaxValue);
        fields.Kind = AltAct.KindOf(flags)
            ?? throw fields.Bad(WireError.WrongElement, reader.Consumed, $"flags {bits} are negative or exclude each other.");
        fields.IsPriority = (flags & AltAct.Priority) != 0;
        ReadSlot(ref reader, ref fields, (flags & AltAct.Exit) != 0 ? Slot.From : Slot.AnyFrom);
        ReadSlot(ref reader, ref fields, (flags & (AltAct.Alias | AltAct.Name)) switch
        {
            AltAct.Alias => Slot.Ref,
            AltAct.Name => Slot.Name,
            _ => Slot.AnyTo,
        });
        int read = Least;
        if ((flags & AltAct.Token) != 0)
        {
            if (elements == read++)
            {
                throw fields.Bad(WireError.WrongArity, reader.Consumed, "its flags tell of a trace token that isn't there.");
            }

            ReadSlot(ref reader, ref fields, Slot.Token);
        }

        for (; read < elements; read++)
        {
            ReadSlot(ref reader, ref fields, Slot.Unused);
        }
    }

    private static void ReadFunction(ref TermReader reader, ref Fields fields)
    {
        const int Parts = 3;
        Expect(ref reader, ref fields, TermKind.Tuple);
        if (reader.ReadTupleHeader() != Parts)
        {
            throw fields.Bad(WireError.WrongElement, reader.Consumed, "it is no tuple of module, function and arity.");
        }

        fields.Module = ReadAtom(ref reader, ref fields);
        fields.Function = ReadAtom(ref reader, ref fields);
        fields.Arity = (int)ReadInteger(ref reader, ref fields, BigInteger.Zero, MaxArity);
    }

    private Pid ReadTheirs(ref TermReader reader, ref Fields fields)
    {
        Pid pid = ReadPid(ref reader, ref fields);
        return pid.Node.Equals(peer)
            ? pid
            : throw fields.Bad(WireError.ForeignSender, reader.Consumed, "the sender is a process of another node than the peer.");
    }

    private Pid ReadOurs(ref TermReader reader, ref Fields fields)
    {
        Pid pid = ReadPid(ref reader, ref fields);
        return pid.Node.Equals(local)
            ? pid
            : throw fields.Bad(WireError.ForeignRecipient, reader.Consumed, "the receiver is a process of another node than ours.");
    }

    private static Pid ReadPid(ref TermReader reader, ref Fields fields)
    {
        Expect(ref reader, ref fields, TermKind.Pid);
        return reader.ReadPid();
    }

    private static Atom ReadAtom(ref TermReader reader, ref Fields fields)
    {
        Expect(ref reader, ref fields, TermKind.Atom);
        return reader.ReadAtom();
    }

    private static BigInteger ReadInteger(ref TermReader reader, ref Fields fields, BigInteger least, BigInteger most)
    {
        Expect(ref reader, ref fields, TermKind.Integer);
        BigInteger value = reader.ReadBigInteger();
        return value >= least && value <= most
            ? value
            : throw fields.Bad(WireError.WrongElement, reader.Consumed, $"an integer that isn't from {least} to {most}.");
    }

    private static void Expect(ref TermReader reader, ref Fields fields, TermKind kind)
    {
        if (reader.Peek() != kind)
        {
            throw fields.Bad(WireError.WrongElement, reader.Consumed, $"{reader.Peek()} where {kind} belongs.");
        }
    }

    // What was read so far, and where we are, for messages.
    private struct Fields
    {
        public ControlForm Form;
        public Slot Slot;
        public int Start;
        public SignalKind Kind;
        public bool IsPriority;
        public SpawnFlags SpawnFlags;
        public Pid? From;
        public Pid? To;
        public Atom? Name;
        public Reference? Ref;
        public ulong Id;
        public Term? Token;
        public Range Reason;
        public Pid? Leader;
        public Atom? Module;
        public Atom? Function;
        public int Arity;
        public Term? Options;

        public readonly string Place => Form is null ? "a control message" : $"{Form.Name}, {Slot}";

        public readonly WireException Bad(WireError error, int consumed, string detail) => new(error, Place, Start + consumed, detail);

        public readonly Signal ToSignal() => new()
        {
            Kind = Kind,
            IsPriority = IsPriority,
            SpawnFlags = SpawnFlags,
            From = From,
            To = To,
            Name = Name,
            Ref = Ref,
            Id = Id,
            Token = Token,
            Spawn = Leader is null ? null : new SpawnRequest(Leader, Module!, Function!, Arity, Options!),
        };
    }
}
