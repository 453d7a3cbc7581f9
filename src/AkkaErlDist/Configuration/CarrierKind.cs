namespace AkkaErlDist;

/// <summary>Who moves the bytes of a connection.</summary>
public enum CarrierKind
{
    /// <summary>DotNetty channels, as Akka's own TCP transport uses them.</summary>
    DotNetty,

    /// <summary><see cref="System.Net.Sockets.Socket"/> and <see cref="System.Net.Security.SslStream"/>.</summary>
    Sockets,
}
