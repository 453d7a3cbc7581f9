using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>The envelope that OTP's behaviours put around a message.</summary>
internal readonly record struct IncomingHead(HeadKind Kind, GenReply? Reply, byte[] Tag)
{
    /// <summary>The longest tag of a call that is kept and given back: OTP's have some 40 bytes.</summary>
    public const int MaxTagBytes = 1024;

    /// <summary>Reads the envelope, if there is one: the reader stands before what is in it then, else where it stood.</summary>
    /// <exception cref="TermFormatException">It is broken, or its tag is longer than <see cref="MaxTagBytes"/>.</exception>
    public static IncomingHead Read(ref TermReader reader)
    {
        var message = new IncomingHead(HeadKind.Message, null, []);
        if (reader.Peek() != TermKind.Tuple)
        {
            return message;
        }

        TermReader head = reader;
        int arity = head.ReadTupleHeader();
        if (arity is not (2 or 3))
        {
            return message;
        }

        if (head.Peek() is TermKind.Reference or TermKind.List)
        {
            return arity == 2 ? message with { Kind = HeadKind.Reply } : message;
        }

        if (head.Peek() != TermKind.Atom)
        {
            return message;
        }

        if (arity == 2)
        {
            if (!head.TryReadAtom("$gen_cast"u8))
            {
                return message;
            }

            reader = head;
            return message with { Kind = HeadKind.Cast };
        }

        HeadKind kind = head.TryReadAtom("$gen_call"u8) ? HeadKind.Call : head.TryReadAtom("system"u8) ? HeadKind.System : HeadKind.Message;
        if (kind == HeadKind.Message || head.Peek() != TermKind.Tuple || head.ReadTupleHeader() != 2 || head.Peek() != TermKind.Pid)
        {
            return message;
        }

        Pid caller = head.ReadPid();
        int offset = head.Consumed;
        Term tag = head.ReadTerm();
        if (head.Consumed - offset > MaxTagBytes)
        {
            throw new TermFormatException($"the tag of a call has {head.Consumed - offset} bytes, {MaxTagBytes} are allowed", offset);
        }

        reader = head;
        return new IncomingHead(kind, GenReply.To(caller, tag), tag.Encode()[1..]);
    }
}
