namespace ErlDist.Wire;

/// <summary>What stands in an element of a control message.</summary>
internal enum Slot : byte
{
    /// <summary>A slot that once held a cookie: <c>''</c> from us, anything from others.</summary>
    Unused,

    /// <summary>A pid of the peer.</summary>
    From,

    /// <summary>A pid of any node as sender: forwarded messages keep theirs.</summary>
    AnyFrom,

    /// <summary>A pid of ours, of this incarnation or an older one.</summary>
    To,

    /// <summary>A pid as receiver; one that is not ours gets nothing and harms nobody.</summary>
    AnyTo,

    /// <summary>A registered name of ours.</summary>
    Name,

    /// <summary>A pid or a registered name of ours.</summary>
    ToOrName,

    /// <summary>A pid or a registered name of the peer.</summary>
    FromOrName,

    /// <summary>A pid of the peer, or an atom that says why there is none.</summary>
    FromOrError,

    /// <summary>A reference.</summary>
    Ref,

    /// <summary>An integer from 1 to 2^64 - 1.</summary>
    Id,

    /// <summary>A trace token.</summary>
    Token,

    /// <summary>An exit reason inside the control message.</summary>
    Reason,

    /// <summary>A group leader, of any node.</summary>
    Leader,

    /// <summary>A tuple of module, function and arity.</summary>
    Mfa,

    /// <summary>A list of spawn options.</summary>
    Options,

    /// <summary>An integer of <see cref="SpawnFlags"/>.</summary>
    SpawnFlags,
}
