namespace ErlDist.Connections;

/// <summary>Whether a peer is being dialled.</summary>
internal enum PeerDial
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It is.</summary>
    Dialling,

    /// <summary>Our dial has given way: the peer's own is waited for.</summary>
    Yielded,
}
