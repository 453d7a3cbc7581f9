using ErlDist.Connections;

namespace ErlDist.Tests.Nodes;

/// <summary>Blocked threads of the pool, and what is left of it then.</summary>
public sealed class PoolWatchTests
{
    private const int Blocked = 200;
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_pool_whose_threads_are_blocked_gets_more_of_them()
    {
        using var go = new ManualResetEventSlim();
        using var done = new CountdownEvent(Blocked);
        var watch = new PoolWatch();
        bool seen = false;
        bool worked = false;
        var looker = new Thread(() =>
        {
            for (int i = 0; i < Blocked; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    _ =>
                    {
                        go.Wait(s_bound);
                        done.Signal();
                    },
                    null);
            }

            using var ran = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(_ => ran.Set(), null);
            for (int i = 0; i < 100 && !worked; i++)
            {
                seen |= watch.Look();
                worked = ran.Wait(TimeSpan.FromMilliseconds(200));
            }

            go.Set();
            done.Wait(s_bound);
        });
        looker.Start();
        Assert.True(looker.Join(s_bound * 2));
        Assert.True(seen);
        Assert.True(worked);
    }

    [Fact]
    public void Set_ups_take_a_quarter_of_the_files_at_most()
    {
        if (FileLimit.Read() is { } files)
        {
            Assert.Equal(Math.Max(1, files / 4), FileLimit.PendingConnections(int.MaxValue));
        }

        Assert.Equal(1, FileLimit.PendingConnections(1));
    }
}
