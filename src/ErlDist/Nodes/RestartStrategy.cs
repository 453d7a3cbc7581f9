namespace ErlDist;

/// <summary>Which children are restarted when one has ended: <c>supervisor:strategy()</c>.</summary>
public enum RestartStrategy
{
    /// <summary>That one.</summary>
    OneForOne,

    /// <summary>All.</summary>
    OneForAll,

    /// <summary>That one and those that were started after it.</summary>
    RestForOne,
}
