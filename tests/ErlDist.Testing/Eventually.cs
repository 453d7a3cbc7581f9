using System.Diagnostics;

namespace ErlDist.Testing;

/// <summary>Waits for what comes about without an event of its own. Where there is an event, wait for that.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks again until it is so.</summary>
    /// <param name="condition">What must come about.</param>
    /// <param name="what">It, in words.</param>
    /// <param name="limit">How long it may take; null = 10 s.</param>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return HoldsAsync(() => Task.FromResult(condition()), what, limit);
    }

    /// <summary>The same, of what has to be asked for.</summary>
    /// <param name="condition">What must come about.</param>
    /// <param name="what">It, in words.</param>
    /// <param name="limit">How long it may take; null = 10 s.</param>
    /// <exception cref="TimeoutException">It did not.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var clock = Stopwatch.StartNew();
        while (!await condition().ConfigureAwait(false))
        {
            if (clock.Elapsed > (limit ?? s_limit))
            {
                throw new TimeoutException($"Not within {(limit ?? s_limit).TotalSeconds} s: {what}");
            }

            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }
}
