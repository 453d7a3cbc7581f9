using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Refs;

/// <summary>Entries by pid, and how many there may be.</summary>
internal sealed class RefTable(int max)
{
    private readonly ConcurrentDictionary<Pid, LocalRef> _byPid = new();
    private int _count;
    private int _shrinking;

    public bool IsOverfull => Volatile.Read(ref _count) > max;

    public IEnumerable<LocalRef> All => _byPid.Select(entry => entry.Value);

    public bool TryGet(Pid pid, [NotNullWhen(true)] out LocalRef? reference)
    {
        if (!_byPid.TryGetValue(pid, out reference))
        {
            return false;
        }

        reference.Touched = true;
        return true;
    }

    public void Add(LocalRef reference)
    {
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

    /// <summary>
    /// Makes room for a sixteenth by releasing entries that were not used since the last time; so that one used at times has
    /// a second chance, each round takes back what it finds.
    /// </summary>
    public void Shrink(Func<LocalRef, bool> release)
    {
        if (Interlocked.Exchange(ref _shrinking, 1) != 0)
        {
            return;
        }

        int target = max - (max / 16);
        while (Volatile.Read(ref _count) > target)
        {
            foreach (LocalRef reference in All)
            {
                if (reference.Touched)
                {
                    reference.Touched = false;
                }
                else if (release(reference) && Volatile.Read(ref _count) <= target)
                {
                    break;
                }
            }
        }

        Volatile.Write(ref _shrinking, 0);
    }
}
