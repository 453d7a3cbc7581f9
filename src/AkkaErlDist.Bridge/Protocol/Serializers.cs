namespace AkkaErlDist.Bridge.Protocol;

/// <summary>The identifiers of Akka.NET's serializers, as far as the bridge knows their formats, and of ours.</summary>
public static class Serializers
{
    /// <summary>Null: no bytes.</summary>
    public const int Null = 0;

    /// <summary>Remote deployment: an actor is to be made.</summary>
    public const int Deployment = 3;

    /// <summary>byte[]: the bytes themselves.</summary>
    public const int Bytes = 4;

    /// <summary>A selection and what it carries.</summary>
    public const int Selection = 6;

    /// <summary>Identify, PoisonPill, Kill, remote watchers' heartbeats and others, told apart by the manifest.</summary>
    public const int Misc = 16;

    /// <summary>string, int and long, told apart by the manifest.</summary>
    public const int Primitive = 17;

    /// <summary>Watch, Unwatch, Terminate and the other system messages; the manifest is the name of a CLR type.</summary>
    public const int System = 22;

    /// <summary>
    /// The external term format with its leading 131, so that messages pass through as they are. The manifest is one of
    /// <see cref="EtfManifests"/>.
    /// </summary>
    public const int Etf = 131;
}

/// <summary>
/// What a message of <see cref="Serializers.Etf"/> is. Only the empty one and <see cref="Exit"/> come from the bridge: nothing
/// that a BEAM node sends can choose another.
/// </summary>
public static class EtfManifests
{
    /// <summary>A message like any other.</summary>
    public const string Message = "";

    /// <summary>To a BEAM process: the term is the request of a gen_server:call. The reply comes as an ordinary message.</summary>
    public const string Call = "call";

    /// <summary>To a BEAM process: the term is that of a gen_server:cast.</summary>
    public const string Cast = "cast";

    /// <summary>
    /// From the bridge: what the receiver waits for will not come, and the term is the reason, like that of an exit in Erlang:
    /// <c>noproc</c>, <c>noconnection</c> … A receiver that is an Ask should see a failure.
    /// </summary>
    public const string Exit = "exit";
}

/// <summary>What the bytes of <see cref="Serializers.Etf"/> begin with.</summary>
public static class EtfPayloads
{
    /// <summary>A term.</summary>
    public const byte Term = 131;

    /// <summary>None: the message has no form in Erlang. UTF-8 that says why follows.</summary>
    public const byte Problem = 0;
}

/// <summary>The manifests of Akka.NET's own messages.</summary>
internal static class Manifests
{
    public const string Watch = "Akka.Dispatch.SysMsg.Watch, Akka";
    public const string Death = "Akka.Dispatch.SysMsg.DeathWatchNotification, Akka";
    public const string Unwatch = "Akka.Dispatch.SysMsg.Unwatch, Akka";
    public const string Terminate = "Akka.Dispatch.SysMsg.Terminate, Akka";

    public static ReadOnlySpan<byte> Identify => "ID"u8;

    public static ReadOnlySpan<byte> ActorIdentity => "AID"u8;

    public static ReadOnlySpan<byte> ActorRef => "AR"u8;

    public static ReadOnlySpan<byte> PoisonPill => "PP"u8;

    public static ReadOnlySpan<byte> Kill => "K"u8;

    public static ReadOnlySpan<byte> WatcherHeartbeat => "RWHB"u8;

    public static ReadOnlySpan<byte> WatcherHeartbeatReply => "RWHR"u8;
}
