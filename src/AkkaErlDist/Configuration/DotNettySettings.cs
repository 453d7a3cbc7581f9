namespace AkkaErlDist.Configuration;

/// <summary>The section <c>dot-netty</c>: what only the DotNetty carrier reads.</summary>
public sealed record DotNettySettings
{
    /// <summary><c>io-threads</c>: event loops; 0 = one for two cores.</summary>
    public int IoThreads { get; init; }

    /// <summary><c>write-buffer-high-water-mark</c>: bytes waiting for the socket at which a connection stops taking writes.</summary>
    public int WriteBufferHighWaterMark { get; init; } = 512 * 1024;

    /// <summary><c>write-buffer-low-water-mark</c>: bytes waiting for the socket at which it takes them again.</summary>
    public int WriteBufferLowWaterMark { get; init; } = 256 * 1024;

    /// <summary><c>send-buffer-size</c> of the socket in bytes; null = the operating system's.</summary>
    public int? SendBufferSize { get; init; }

    /// <summary><c>receive-buffer-size</c> of the socket in bytes; null = the operating system's.</summary>
    public int? ReceiveBufferSize { get; init; }

    /// <summary><c>backlog</c>: connections that wait to be accepted.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary><c>tcp-keepalive</c>.</summary>
    public bool TcpKeepAlive { get; init; } = true;

    internal static DotNettySettings Read(HoconSection section)
    {
        var settings = new DotNettySettings
        {
            IoThreads = section.Number("io-threads", 0, 1024),
            WriteBufferHighWaterMark = section.ByteSize("write-buffer-high-water-mark", 16 * 1024),
            WriteBufferLowWaterMark = section.ByteSize("write-buffer-low-water-mark", 1),
            SendBufferSize = section.OptionalByteSize("send-buffer-size", 1024),
            ReceiveBufferSize = section.OptionalByteSize("receive-buffer-size", 1024),
            Backlog = section.Number("backlog", 1, int.MaxValue),
            TcpKeepAlive = section.Switch("tcp-keepalive"),
        };
        return settings.WriteBufferLowWaterMark < settings.WriteBufferHighWaterMark
            ? settings
            : throw section.Error("write-buffer-low-water-mark", "must be below write-buffer-high-water-mark");
    }
}
