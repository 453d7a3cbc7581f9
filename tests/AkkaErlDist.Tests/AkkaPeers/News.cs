namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>That one of the tests' actors has heard something, for those who wait until it is what they wait for.</summary>
internal static class News
{
    private static TaskCompletionSource s_next = NewSignal();

    /// <summary>There are some: whoever waits looks again.</summary>
    public static void Tell() => Interlocked.Exchange(ref s_next, NewSignal()).TrySetResult();

    /// <summary>Waits until something is so that comes about with news.</summary>
    /// <returns>False when it did not come to that within the limit.</returns>
    public static async Task<bool> AwaitAsync(Func<bool> condition, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (true)
        {
            Task next = Volatile.Read(ref s_next).Task;
            if (condition())
            {
                return true;
            }

            try
            {
                await next.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
