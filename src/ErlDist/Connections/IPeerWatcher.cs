namespace ErlDist.Connections;

/// <summary>Who has to do with a peer, and so is told when its connection is lost.</summary>
internal interface IPeerWatcher
{
    /// <summary>There is no connection to the node any more.</summary>
    void OnNodeDown(Atom node);
}
