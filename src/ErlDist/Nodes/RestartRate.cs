namespace ErlDist.Nodes;

/// <summary>So many restarts within a time, as OTP's supervisors count them.</summary>
internal sealed class RestartRate(int most, TimeSpan period, TimeProvider time)
{
    private readonly Queue<long> _restarts = new();

    /// <summary>How long the next restart has to wait; zero where it may be at once.</summary>
    public TimeSpan Wait()
    {
        while (_restarts.TryPeek(out long oldest) && time.GetElapsedTime(oldest) >= period)
        {
            _restarts.Dequeue();
        }

        return _restarts.Count < most ? TimeSpan.Zero : most == 0 ? period : period - time.GetElapsedTime(_restarts.Peek());
    }

    /// <summary>Counts a restart. False, and nothing counted, where it has to wait.</summary>
    public bool TryCount()
    {
        if (Wait() > TimeSpan.Zero)
        {
            return false;
        }

        _restarts.Enqueue(time.GetTimestamp());
        return true;
    }

    /// <summary>Counts a restart that has waited.</summary>
    public void Count() => _restarts.Enqueue(time.GetTimestamp());
}
