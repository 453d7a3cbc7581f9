using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Refs;

/// <summary>Entries by pid, and how many there may be.</summary>
internal sealed class RefTable(int max)
{
    private readonly ConcurrentDictionary<Pid, LocalRef> _byPid = new();
    private int _count;
    private long _added;
    private int _shrinking;

    public bool IsOverfull => Volatile.Read(ref _count) > max;

    public IEnumerable<LocalRef> All => _byPid.Select(entry => entry.Value);

    public bool TryGet(Pid pid, [NotNullWhen(true)] out LocalRef? reference)
    {
        if (!_byPid.TryGetValue(pid, out reference))
        {
            return false;
        }

        Touch(reference);
        return true;
    }

    /// <summary>The entry is used now; time is counted in entries added.</summary>
    public void Touch(LocalRef reference) => reference.LastUse = Volatile.Read(ref _added);

    public void Add(LocalRef reference)
    {
        reference.LastUse = Interlocked.Increment(ref _added);
        _byPid[reference.Pid] = reference;
        Interlocked.Increment(ref _count);
    }

    public bool Remove(LocalRef reference)
    {
        bool removed = _byPid.TryRemove(reference.Pid, out _);
        if (removed)
        {
            Interlocked.Decrement(ref _count);
        }

        return removed;
    }

    /// <summary>Makes room for a sixteenth by releasing the entries that were not used for the longest time.</summary>
    public void Shrink(Func<LocalRef, bool> release)
    {
        if (Interlocked.Exchange(ref _shrinking, 1) != 0)
        {
            return;
        }

        int tooMany = Volatile.Read(ref _count) - (max - (max / 16));
        foreach ((LocalRef reference, long lastUse) in All.Select(r => (r, r.LastUse)).OrderBy(r => r.LastUse).Take(tooMany))
        {
            if (reference.LastUse == lastUse)
            {
                release(reference);
            }
        }

        Volatile.Write(ref _shrinking, 0);
    }
}
