using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Tool.Serving;

/// <summary>Counts what it gets; <c>{count, From}</c> → <c>From ! {n, N}</c>, and it starts again at 0.</summary>
internal sealed class SinkProcess(ErlangNode node) : LocalProcess(node)
{
    private static readonly Atom s_n = Atom.Get("n");
    private long _count;

    protected override void OnMessage(in IncomingMessage message)
    {
        if (TryReadCount(message) is { } from)
        {
            _ = this.TrySendAsync(from, Term.Tuple(s_n, Interlocked.Exchange(ref _count, 0)), Node.Stopping).AsTask();
        }
        else
        {
            Interlocked.Increment(ref _count);
        }
    }

    protected override void OnExit(Pid from, Term reason, bool linked)
    {
        if (!reason.Equals(Atom.Normal))
        {
            End(reason);
        }
    }

    protected override void OnDown(Reference reference, Term @object, Term reason)
    {
        // It monitors nobody.
    }

    /// <summary>Reads no more of a message than it takes to see that it is not the question, so that large ones cost nothing.</summary>
    private static Term? TryReadCount(in IncomingMessage message)
    {
        if (message.IsLocal)
        {
            return message.ToTerm() is ErlTuple and [Atom { Name: "count" }, Term local] && local is ErlDist.Pid or Reference ? local : null;
        }

        TermReader reader = message.Read();
        return reader.Peek() == TermKind.Tuple
            && reader.ReadTupleHeader() == 2
            && reader.Peek() == TermKind.Atom
            && reader.TryReadAtom("count"u8)
            && reader.Peek() is TermKind.Pid or TermKind.Reference
            ? reader.ReadTerm()
            : null;
    }
}
