namespace ErlDist.Connections;

/// <summary>Who has connections: told of each on the loop that reads it.</summary>
internal interface IConnectionOwner
{
    /// <summary>A peer has given this node its dynamic name.</summary>
    void OnNamed(Atom name, uint creation);

    /// <summary>A connection is up; nothing has been read from it yet.</summary>
    void OnUp(Connection connection);

    /// <summary>Something was read: takes signals until <see cref="Connection.TryReceive"/> has no more.</summary>
    /// <exception cref="ErlangException">The peer broke a rule; the connection ends.</exception>
    void OnRead(Connection connection);

    /// <summary>A connection is gone; no new one to the same peer comes up before this returns.</summary>
    void OnDown(Connection connection, DownReason reason);
}
