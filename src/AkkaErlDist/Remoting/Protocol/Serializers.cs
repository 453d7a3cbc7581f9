namespace AkkaErlDist.Remoting.Protocol;

/// <summary>The identifiers of Akka.NET's serializers.</summary>
internal static class Serializers
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
