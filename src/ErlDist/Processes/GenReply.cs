namespace ErlDist.Embedding;

/// <summary>
/// Where the reply to a <c>From</c> of <c>gen</c> goes, as <c>gen:reply/2</c> has it: to the alias where the tag is
/// <c>[alias | Alias]</c> or <c>[[alias | Alias] | Name]</c>, so that one that comes too late is dropped and not left in the caller's
/// mailbox, else to the caller's pid.
/// </summary>
public readonly record struct GenReply
{
    private GenReply(Pid caller, Term tag, Reference? alias)
    {
        Caller = caller;
        Tag = tag;
        Alias = alias;
    }

    /// <summary>Who called.</summary>
    public Pid Caller { get; }

    /// <summary>The caller's tag; it goes back as it came.</summary>
    public Term Tag { get; }

    /// <summary>The alias that the reply goes to; null where it goes to the pid.</summary>
    public Reference? Alias { get; }

    /// <summary>The node that the reply goes to.</summary>
    public Atom Node => Alias?.Node ?? Caller.Node;

    /// <summary>Reads <c>{Caller, Tag}</c>.</summary>
    /// <param name="caller">Who called.</param>
    /// <param name="tag">The caller's tag.</param>
    public static GenReply To(Pid caller, Term tag) => new(caller, tag, AliasOf(tag));

    /// <summary>
    /// Whether a message of a node may cause this reply. Its own callers: always. Those of another node, whose call it hands on as Erlang
    /// programs do: where the reply is sure to be taken for one and for nothing else, which the other node's own reference in the tag
    /// makes sure of. Any other tag would have us send a third node a message of a stranger's making.
    /// </summary>
    public bool MayBeCausedBy(Atom origin) =>
        Node.Equals(Caller.Node) && (Caller.Node.Equals(origin) || (Alias ?? Tag) is Reference reference && reference.Node.Equals(Caller.Node));

    /// <summary>The signal that carries <see cref="Message"/>.</summary>
    /// <param name="from">Who replies.</param>
    public Signal Signal(Pid from) => Alias is { } alias
        ? new() { Kind = SignalKind.SendToAlias, From = from, Ref = alias }
        : new() { Kind = SignalKind.Send, From = from, To = Caller };

    /// <summary><c>{Tag, Reply}</c>.</summary>
    public Term Message(Term reply) => Term.Tuple(Tag, reply);

    private static Reference? AliasOf(Term tag) => tag switch
    {
        ErlImproperList { Elements: [Atom { Name: "alias" }], Tail: Reference alias } => alias,
        ErlImproperList { Elements: [ErlImproperList { Elements: [Atom { Name: "alias" }], Tail: Reference alias }, ..] } => alias,
        ErlList and [ErlImproperList { Elements: [Atom { Name: "alias" }], Tail: Reference alias }, ..] => alias,
        _ => null,
    };
}
