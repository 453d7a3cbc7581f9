using ErlDist.Connections;

namespace ErlDist.Nodes.Typed;

/// <summary><c>{Source, item, Item}</c></summary>
internal readonly struct StreamItem<T>(Pid source, TypedMessage<T> item) : IMessage
{
    private static readonly Atom s_item = Atom.Get("item");

    public void Write(ref TermWriter writer)
    {
        writer.Descend();
        writer.WriteTupleHeader(3);
        writer.WritePid(source);
        writer.WriteAtom(s_item);
        item.Write(ref writer);
        writer.Ascend();
    }

    public Term ToTerm() => Term.Tuple(source, s_item, item.ToTerm());
}
