namespace AkkaErlDist.Bridge.Refs;

/// <summary>How many pids of actors are kept, and how long.</summary>
public sealed record LocalRefsOptions
{
    /// <summary>The defaults.</summary>
    public static LocalRefsOptions Default { get; } = new();

    /// <summary>The most Asks that wait for an answer at a time. Beyond it those not heard of for the longest time lose their pid.</summary>
    public int MaxTemporary { get; init; } = 131_072;

    /// <summary>The most other actors. Beyond it those not heard of for the longest time lose their pid.</summary>
    public int MaxActors { get; init; } = 1_048_576;

    /// <summary>How long an Ask keeps its pid when no answer comes; it doesn't say when it gives up.</summary>
    public TimeSpan TemporaryLifetime { get; init; } = TimeSpan.FromMinutes(5);
}
