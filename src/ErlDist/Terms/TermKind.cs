namespace ErlDist;

/// <summary>What the next term of a <see cref="TermReader"/> is, as far as its tag tells.</summary>
public enum TermKind
{
    /// <summary>An integer of any size.</summary>
    Integer,

    /// <summary>A float.</summary>
    Float,

    /// <summary>An atom; booleans are atoms.</summary>
    Atom,

    /// <summary>A binary: whole bytes.</summary>
    Binary,

    /// <summary>A bitstring whose last byte need not be whole.</summary>
    Bitstring,

    /// <summary>A list, the empty one and strings included; whether it is a proper one only its end tells.</summary>
    List,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A process identifier.</summary>
    Pid,

    /// <summary>A port identifier.</summary>
    Port,

    /// <summary>A reference.</summary>
    Reference,

    /// <summary>A closure, as in <c>fun(X) -> X end</c>.</summary>
    Fun,

    /// <summary>An exported function, as in <c>fun lists:map/2</c>.</summary>
    Export,

    /// <summary>A native record (OTP 29); the records of older releases are tuples.</summary>
    Record,
}
