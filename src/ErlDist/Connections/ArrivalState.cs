namespace ErlDist.Connections;

/// <summary>How far a peer is that arrives.</summary>
internal enum ArrivalState
{
    /// <summary>It has said a name. It is nobody yet.</summary>
    Named,

    /// <summary>It knows the cookie.</summary>
    Proved,

    /// <summary>It has been told that it is in.</summary>
    LetIn,

    /// <summary>It is up, or over.</summary>
    Ended,
}
