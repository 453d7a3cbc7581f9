namespace ErlDist.Connections;

/// <summary>What to answer a peer that has said its name.</summary>
internal enum ArrivalAnswer
{
    /// <summary><c>ok</c>.</summary>
    Accept,

    /// <summary><c>ok_simultaneous</c>: the peer's attempt goes before ours.</summary>
    AcceptSimultaneous,

    /// <summary><c>nok</c>: our own attempt goes first, or it is our own name.</summary>
    Refuse,

    /// <summary><c>alive</c>: there is a connection to a node of that name.</summary>
    AskAlive,

    /// <summary><c>not_allowed</c>: a node is connected whose name differs in the case of its host only.</summary>
    OtherSpelling,
}
