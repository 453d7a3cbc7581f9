namespace AkkaErlDist.Configuration;

/// <summary>Who moves the bytes of a connection.</summary>
public enum CarrierKind
{
    /// <summary>DotNetty channels, as Akka's own TCP transport uses them.</summary>
    DotNetty,

    /// <summary><see cref="System.Net.Sockets.Socket"/> and <see cref="System.Net.Security.SslStream"/>.</summary>
    Sockets,
}

/// <summary>What an Erlang binary becomes where no declaration says it.</summary>
public enum BinaryAs
{
    /// <summary>A <see cref="string"/> where the bytes are valid UTF-8, else a <c>byte[]</c>.</summary>
    Text,

    /// <summary>Always a <c>byte[]</c>.</summary>
    Bytes,
}

/// <summary>How nodes are found.</summary>
public enum DiscoveryKind
{
    /// <summary>By the EPMD on the host of a node's name.</summary>
    Epmd,

    /// <summary>By a table.</summary>
    Static,

    /// <summary>By DNS.</summary>
    Dns,
}
