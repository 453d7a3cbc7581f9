namespace AkkaErlDist.Remoting.Protocol;

/// <summary>The manifests of Akka.NET's own messages.</summary>
internal static class Manifests
{
    public static ReadOnlySpan<byte> WatcherHeartbeat => "RWHB"u8;

    public static ReadOnlySpan<byte> WatcherHeartbeatReply => "RWHR"u8;
}
