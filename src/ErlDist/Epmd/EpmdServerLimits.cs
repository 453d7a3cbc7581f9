namespace ErlDist.Embedding;

/// <summary>What clients may cost an <see cref="EpmdServer"/>, whatever they send or do not send.</summary>
public sealed record EpmdServerLimits
{
    /// <summary>Connections at a time, registered nodes included; the next one is closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>How many of them other machines may hold, so that they cannot keep local nodes out.</summary>
    public int MaxRemoteConnections { get; init; } = 256;

    /// <summary>The time from accept to the last byte of the request, and again for the answer to be taken.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
