namespace AkkaErlDist.Hosting;

/// <summary>The section <c>dot-netty</c>.</summary>
public sealed class DotNettyOptions
{
    /// <summary><c>io-threads</c>: event loops; 0 = one for two cores.</summary>
    public int? IoThreads { get; set; }

    /// <summary><c>write-buffer-high-water-mark</c> in bytes.</summary>
    public int? WriteBufferHighWaterMark { get; set; }

    /// <summary><c>write-buffer-low-water-mark</c> in bytes.</summary>
    public int? WriteBufferLowWaterMark { get; set; }

    /// <summary><c>send-buffer-size</c> in bytes.</summary>
    public int? SendBufferSize { get; set; }

    /// <summary><c>receive-buffer-size</c> in bytes.</summary>
    public int? ReceiveBufferSize { get; set; }

    /// <summary><c>backlog</c>: connections that wait to be accepted.</summary>
    public int? Backlog { get; set; }

    /// <summary><c>tcp-keepalive</c>.</summary>
    public bool? TcpKeepAlive { get; set; }
}
