using ErlDist.Connections;
using ErlDist.Services;

namespace ErlDist.Nodes.Typed;

/// <summary><c>{'$gen_cast', Message}</c></summary>
internal readonly struct GenCastMessage<TMessage>(TMessage message) : IMessage
    where TMessage : IMessage
{
    public void Write(ref TermWriter writer)
    {
        writer.Descend();
        writer.WriteTupleHeader(2);
        writer.WriteAtom(SystemMessages.GenCast);
        message.Write(ref writer);
        writer.Ascend();
    }

    public Term ToTerm() => Term.Tuple(SystemMessages.GenCast, message.ToTerm());
}
