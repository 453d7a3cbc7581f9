namespace ErlDist.Wire;

/// <summary>What a handshake waits for.</summary>
internal enum HandshakeProgress
{
    /// <summary>The peer's next message, for <see cref="Handshake.OnMessage"/>.</summary>
    NeedMessage,

    /// <summary>An answer of the driver; which one, the state says.</summary>
    NeedAnswer,

    /// <summary>Nothing: <see cref="Handshake.Result"/> is there.</summary>
    Completed,

    /// <summary>Nothing: <see cref="Handshake.Failure"/> is there. What is left to write still goes out, then the connection ends.</summary>
    Failed,
}
