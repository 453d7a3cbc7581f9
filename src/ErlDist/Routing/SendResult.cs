namespace ErlDist.Routing;

/// <summary>What became of a message that may not wait.</summary>
internal enum SendResult
{
    /// <summary>It will be written.</summary>
    Sent,

    /// <summary>Too much waits for that node.</summary>
    Busy,

    /// <summary>There is no connection to that node.</summary>
    NotConnected,
}
