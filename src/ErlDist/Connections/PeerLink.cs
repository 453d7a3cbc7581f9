namespace ErlDist.Connections;

/// <summary>Whether there is a connection to a peer.</summary>
internal enum PeerLink
{
    /// <summary>None.</summary>
    None,

    /// <summary>One that arrived has been told that it is in, and is not quite up.</summary>
    Entering,

    /// <summary>One is up, or on its way down.</summary>
    Up,
}
