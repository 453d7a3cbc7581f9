namespace ErlDist.Embedding;

/// <summary>What became of a message that was posted.</summary>
public enum PostResult
{
    /// <summary>It leaves when its turn comes.</summary>
    Posted,

    /// <summary>So much waits for that node that it was not taken (<see cref="NodeLimits.OutboxBytes"/>).</summary>
    Full,

    /// <summary>There is no connection to that node (<see cref="ErlangNode.TryPost"/>).</summary>
    NotConnected,
}
