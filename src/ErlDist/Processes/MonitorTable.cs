using ErlDist.Terms;

namespace ErlDist.Processes;

/// <summary>
/// The monitors of one process: those that it holds, and those that others hold on it. Not thread-safe: its process locks.
/// </summary>
internal sealed class MonitorTable
{
    private readonly Dictionary<Reference, MonitorTarget> _held = [];
    private readonly Dictionary<Reference, Watcher> _watchers = [];

    /// <summary>How many there are of both kinds.</summary>
    public int Count => _held.Count + _watchers.Count;

    /// <summary>How many others hold on this process.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>We monitor.</summary>
    public void Add(Reference reference, MonitorTarget target) => _held.Add(reference, target);

    /// <summary>We demonitor: the target, once.</summary>
    public bool Remove(Reference reference, out MonitorTarget target) => _held.Remove(reference, out target);

    /// <summary>A node says that a monitor fired: its target, once. Of processes of another node it has nothing to say.</summary>
    public bool Remove(Reference reference, Atom origin, out MonitorTarget target) =>
        _held.TryGetValue(reference, out target) && target.Node.Equals(origin) && _held.Remove(reference);

    /// <summary>Another process monitors us, as a pid or by the name that it used.</summary>
    public void AddWatcher(Reference reference, Watcher watcher) => _watchers.TryAdd(reference, watcher);

    /// <summary>Takes one of those that others hold on us: its watcher, once.</summary>
    public bool TakeWatcher(Reference reference, Pid from, out Watcher watcher) =>
        _watchers.TryGetValue(reference, out watcher) && watcher.Pid.Equals(from) && _watchers.Remove(reference);

    /// <summary>The other process demonitors; the monitors of others stay.</summary>
    public void RemoveWatcher(Reference reference, Pid from) => TakeWatcher(reference, from, out _);

    /// <summary>The references by which a process watches us.</summary>
    public List<Reference> WatchedBy(Pid process) => [.. _watchers.Where(entry => entry.Value.Pid.Equals(process)).Select(entry => entry.Key)];

    /// <summary>Removes and returns the monitors that we hold on a lost node; its watchers of us are forgotten.</summary>
    public List<(Reference Reference, MonitorTarget Target)> TakeNode(Atom node)
    {
        List<(Reference, MonitorTarget)> lost = [];
        foreach ((Reference reference, MonitorTarget target) in _held)
        {
            if (target.Node.Equals(node))
            {
                _held.Remove(reference);
                lost.Add((reference, target));
            }
        }

        foreach ((Reference reference, Watcher watcher) in _watchers)
        {
            if (watcher.Pid.Node.Equals(node))
            {
                _watchers.Remove(reference);
            }
        }

        return lost;
    }

    /// <summary>Removes and returns everything, for a process that ends.</summary>
    public (List<KeyValuePair<Reference, Watcher>> Watchers, List<KeyValuePair<Reference, MonitorTarget>> Held) TakeAll()
    {
        (List<KeyValuePair<Reference, Watcher>>, List<KeyValuePair<Reference, MonitorTarget>>) all =
            ([.. _watchers], [.. _held]);
        _watchers.Clear();
        _held.Clear();
        return all;
    }
}
