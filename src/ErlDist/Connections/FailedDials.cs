namespace ErlDist.Connections;

/// <summary>
/// What took long to fail, and is not dialled again for a message for some seconds: anyone can name nodes that nobody answers for. For
/// one thread at a time.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class FailedDials(TimeProvider time)
{
    private const int MaxFailures = 1024;
    private static readonly TimeSpan s_longDial = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_memory = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Atom, (NodeConnectionException Failure, long At)> _failed = [];

    /// <summary>Why a node could not be reached just now; null where it may be dialled.</summary>
    public NodeConnectionException? Recent(Atom name)
    {
        if (!_failed.TryGetValue(name, out (NodeConnectionException Failure, long At) failed))
        {
            return null;
        }

        if (time.GetElapsedTime(failed.At) < s_memory)
        {
            return failed.Failure;
        }

        _failed.Remove(name);
        return null;
    }

    /// <summary>A dial has failed.</summary>
    /// <param name="name">The node.</param>
    /// <param name="failure">Why.</param>
    /// <param name="start">When it began.</param>
    public void Add(Atom name, NodeConnectionException failure, long start)
    {
        if (time.GetElapsedTime(start) < s_longDial)
        {
            return; // To try again costs little.
        }

        if (_failed.Count >= MaxFailures)
        {
            _failed.Clear();
        }

        _failed[name] = (failure, time.GetTimestamp());
    }

    /// <summary>There is a connection to the node.</summary>
    public void Remove(Atom name) => _failed.Remove(name);
}
