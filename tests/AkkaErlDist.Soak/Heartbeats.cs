using System.Diagnostics;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace AkkaErlDist.Soak;

/// <summary>
/// Akka's own failure detector of a cluster, by the setting <c>akka.cluster.failure-detector.implementation-class</c>: it also notes
/// the times between the heartbeats of each member that a member watches.
/// </summary>
/// <param name="config">As Akka gives it.</param>
/// <param name="eventStream">The system's.</param>
public sealed class Heartbeats(Config config, EventStream eventStream) : PhiAccrualFailureDetector(config, eventStream)
{
    private long _last;

    /// <summary>The times of all detectors in this process.</summary>
    internal static Histogram Intervals { get; } = new();

    /// <inheritdoc/>
    public override void HeartBeat()
    {
        long now = Stopwatch.GetTimestamp();
        if (Interlocked.Exchange(ref _last, now) is not 0 and var last)
        {
            Intervals.Add(Stopwatch.GetElapsedTime(last, now));
        }

        base.HeartBeat();
    }
}
