namespace ErlDist.Connections;

/// <summary>
/// A set-up by a peer that has said its name and was not refused. What becomes of it is known here and nowhere else; only
/// <see cref="PeerTable"/> changes it, under its lock.
/// </summary>
/// <param name="peer">The name that the peer gives itself.</param>
/// <param name="replaces">Whether it is to replace the connection that is up.</param>
internal sealed class Arrival(Atom peer, bool replaces)
{
    /// <summary>The name that the peer gives itself.</summary>
    public Atom Peer => peer;

    /// <summary>Whether it is to replace the connection that is up.</summary>
    public bool Replaces => replaces;

    /// <summary>How far it is.</summary>
    public ArrivalState State { get; set; }
}
