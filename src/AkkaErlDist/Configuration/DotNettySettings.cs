namespace AkkaErlDist.Configuration;

/// <summary>The section <c>dot-netty</c>: what only the DotNetty carrier reads.</summary>
internal sealed record DotNettySettings
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

    internal static DotNettySettings Read(SettingReader reader)
    {
        var settings = new DotNettySettings
        {
            IoThreads = reader.Number(SettingKeys.IoThreads),
            WriteBufferHighWaterMark = reader.ByteSize(SettingKeys.WriteBufferHighWaterMark),
            WriteBufferLowWaterMark = reader.ByteSize(SettingKeys.WriteBufferLowWaterMark),
            SendBufferSize = reader.OptionalByteSize(SettingKeys.SendBufferSize),
            ReceiveBufferSize = reader.OptionalByteSize(SettingKeys.ReceiveBufferSize),
            Backlog = reader.Number(SettingKeys.Backlog),
            TcpKeepAlive = reader.Switch(SettingKeys.TcpKeepAlive),
        };
        return settings.WriteBufferLowWaterMark < settings.WriteBufferHighWaterMark
            ? settings
            : throw reader.Error(SettingKeys.WriteBufferLowWaterMark, $"must be below {reader.NameOf(SettingKeys.WriteBufferHighWaterMark)}");
    }
}
