namespace AkkaErlDist.Configuration;

/// <summary>How nodes are found.</summary>
internal enum DiscoveryKind
{
    /// <summary>By the EPMD on the host of a node's name.</summary>
    Epmd,

    /// <summary>By a table.</summary>
    Static,

    /// <summary>By DNS.</summary>
    Dns,
}
