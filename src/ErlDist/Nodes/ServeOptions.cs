namespace ErlDist;

/// <summary>How a served function or service runs: <see cref="ErlangNode.Serve(string, Func{Term, CancellationToken, ValueTask{Term}}, ServeOptions?)"/>.</summary>
public sealed record ServeOptions
{
    /// <summary>The defaults.</summary>
    public static ServeOptions Default { get; } = new();

    /// <summary>How many requests are handled at once. 1 = one after the other, as gen_server does.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// How many requests may wait. A call beyond it fails at once, its caller seeing the exit reason <c>{overloaded, Limit}</c>; a cast
    /// is dropped and logged.
    /// </summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>
    /// Whether the process is restarted, under a new pid and the same name, when it has ended for another reason than <c>normal</c> or
    /// <c>shutdown</c>: by an exit signal, or because its handler threw <see cref="ProcessExitException"/>.
    /// </summary>
    public bool Restart { get; init; } = true;

    /// <summary>
    /// How many restarts within <see cref="RestartPeriod"/> happen at once. Beyond that the next one waits until the period allows it;
    /// meanwhile callers see <c>noproc</c>.
    /// </summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>See <see cref="MaxRestarts"/>.</summary>
    public TimeSpan RestartPeriod { get; init; } = TimeSpan.FromSeconds(10);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueLimit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRestarts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RestartPeriod, TimeSpan.Zero);
    }
}
