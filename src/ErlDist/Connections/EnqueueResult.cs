namespace ErlDist.Connections;

/// <summary>What became of a signal.</summary>
internal enum EnqueueResult
{
    /// <summary>It will be written.</summary>
    Queued,

    /// <summary>Too much waits: try again when there is room.</summary>
    Busy,

    /// <summary>The connection is closed.</summary>
    Closed,

    /// <summary>The peer's release does not know such messages.</summary>
    NotSupported,
}
