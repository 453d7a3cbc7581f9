using ErlDist.Embedding;

namespace ErlDist.Processes;

/// <summary>
/// The monitors of one process: those that it holds, and those that others hold on it. Not thread-safe: its process locks.
/// </summary>
/// <param name="ledger">Is told of which nodes; null: nobody.</param>
internal sealed class MonitorTable(IRelationLedger? ledger = null)
{
    private const int MaxSearched = 4096;

    private readonly Dictionary<Reference, MonitorTarget> _held = [];
    private readonly Dictionary<Reference, Watcher> _watchers = [];

    /// <summary>How many there are of both kinds.</summary>
    public int Count => _held.Count + _watchers.Count;

    /// <summary>How many others hold on this process.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>We monitor.</summary>
    public void Add(Reference reference, MonitorTarget target)
    {
        _held.Add(reference, target);
        ledger?.OnAdded(target.Node, ofOthers: false);
    }

    /// <summary>We demonitor: the target, once.</summary>
    public bool Remove(Reference reference, out MonitorTarget target)
    {
        if (!_held.Remove(reference, out target))
        {
            return false;
        }

        ledger?.OnRemoved(target.Node, ofOthers: false);
        return true;
    }

    /// <summary>A node says that a monitor fired: its target, once. Of processes of another node it has nothing to say.</summary>
    public bool Remove(Reference reference, Atom origin, out MonitorTarget target) =>
        _held.TryGetValue(reference, out target) && target.Node.Equals(origin) && Remove(reference, out target);

    /// <summary>Another process monitors us, as a pid or by the name that it used.</summary>
    public void AddWatcher(Reference reference, Watcher watcher)
    {
        if (_watchers.TryAdd(reference, watcher))
        {
            ledger?.OnAdded(watcher.Pid.Node, ofOthers: true);
        }
    }

    /// <summary>Takes one of those that others hold on us: its watcher, once.</summary>
    public bool TakeWatcher(Reference reference, Pid from, out Watcher watcher)
    {
        if (!_watchers.TryGetValue(reference, out watcher) || !watcher.Pid.Equals(from))
        {
            return false;
        }

        _watchers.Remove(reference);
        ledger?.OnRemoved(from.Node, ofOthers: true);
        return true;
    }

    /// <summary>The other process demonitors; the monitors of others stay.</summary>
    public void RemoveWatcher(Reference reference, Pid from) => TakeWatcher(reference, from, out _);

    /// <summary>
    /// The references by which a process watches us; none where so many watch that looking for them would cost more than they are worth.
    /// </summary>
    public List<Reference> WatchedBy(Pid process) => _watchers.Count > MaxSearched
        ? []
        : [.. _watchers.Where(entry => entry.Value.Pid.Equals(process)).Select(entry => entry.Key)];

    /// <summary>Removes and returns the monitors that we hold on a lost node; its watchers of us are forgotten.</summary>
    public List<(Reference Reference, MonitorTarget Target)> TakeNode(Atom node)
    {
        List<(Reference, MonitorTarget)> lost = [];
        foreach ((Reference reference, MonitorTarget target) in _held)
        {
            if (target.Node.Equals(node))
            {
                Remove(reference, out _);
                lost.Add((reference, target));
            }
        }

        foreach ((Reference reference, Watcher watcher) in _watchers)
        {
            if (watcher.Pid.Node.Equals(node))
            {
                RemoveWatcher(reference, watcher.Pid);
            }
        }

        return lost;
    }

    /// <summary>Removes and returns everything, for a process that ends.</summary>
    public (List<KeyValuePair<Reference, Watcher>> Watchers, List<KeyValuePair<Reference, MonitorTarget>> Held) TakeAll()
    {
        (List<KeyValuePair<Reference, Watcher>>, List<KeyValuePair<Reference, MonitorTarget>>) all =
            ([.. _watchers], [.. _held]);
        foreach ((Reference reference, Watcher watcher) in all.Item1)
        {
            RemoveWatcher(reference, watcher.Pid);
        }

        foreach ((Reference reference, _) in all.Item2)
        {
            Remove(reference, out _);
        }

        return all;
    }
}
