namespace ErlDist.Connections;

/// <summary>What can happen with a peer.</summary>
internal enum PeerEvent
{
    /// <summary>A connection is asked for.</summary>
    Wanted,

    /// <summary>Our dial gives way to the peer's own.</summary>
    DialYields,

    /// <summary>Our dial has come to nothing.</summary>
    DialFailed,

    /// <summary>Our dial has brought a connection.</summary>
    DialUp,

    /// <summary>One that arrived has proved that it knows the cookie, and asks to come in.</summary>
    Proved,

    /// <summary>The one that was let in is up.</summary>
    ArrivalUp,

    /// <summary>The one that was let in has failed.</summary>
    ArrivalFailed,

    /// <summary>The connection is gone.</summary>
    Down,
}
