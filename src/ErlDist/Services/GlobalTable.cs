using System.Diagnostics.CodeAnalysis;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>The names and locks that one node keeps for <c>global</c>. Not for many threads.</summary>
internal sealed class GlobalTable
{
    private readonly Dictionary<Term, (Pid Process, Term Method)> _names = [];
    private readonly Dictionary<Term, (Term Requester, List<Pid> Holders)> _locks = [];

    /// <summary>The names, with their processes and what resolves a clash (<c>fun global:random_exit_name/3</c>, as a rule).</summary>
    public IEnumerable<(Term Name, Pid Process, Term Method)> Names => _names.Select(pair => (pair.Key, pair.Value.Process, pair.Value.Method));

    /// <summary>How many names and locks the processes of a node have.</summary>
    public int CountOf(Atom node) =>
        _names.Values.Count(n => n.Process.Node.Equals(node)) + _locks.Values.Sum(l => l.Holders.Count(h => h.Node.Equals(node)));

    /// <summary>The process of a name.</summary>
    public bool TryFind(Term name, [NotNullWhen(true)] out Pid? process)
    {
        bool found = _names.TryGetValue(name, out (Pid Process, Term Method) entry);
        process = found ? entry.Process : null;
        return found;
    }

    /// <summary>Gives a name to a process, whoever had it.</summary>
    public void Register(Term name, Pid process, Term method) => _names[name] = (process, method);

    /// <summary>Takes a name away.</summary>
    public bool Unregister(Term name) => _names.Remove(name);

    /// <summary>
    /// Takes a lock <c>{ResourceId, LockRequesterId}</c> for a process: free, or held by the same requester, it may be held by many processes.
    /// </summary>
    public bool SetLock(Term resource, Term requester, Pid holder)
    {
        if (!_locks.TryGetValue(resource, out (Term Requester, List<Pid> Holders) held))
        {
            _locks[resource] = (requester, [holder]);
            return true;
        }

        if (!held.Requester.Equals(requester))
        {
            return false;
        }

        if (!held.Holders.Contains(holder))
        {
            held.Holders.Add(holder);
        }

        return true;
    }

    /// <summary>Gives a lock back.</summary>
    public void DeleteLock(Term resource, Term requester, Pid holder)
    {
        if (_locks.TryGetValue(resource, out (Term Requester, List<Pid> Holders) held) && held.Requester.Equals(requester)
            && held.Holders.Remove(holder) && held.Holders.Count == 0)
        {
            _locks.Remove(resource);
        }
    }

    /// <summary>Forgets what a process has: it has ended, or its node is gone.</summary>
    public void RemoveProcess(Pid process)
    {
        foreach (Term name in _names.Where(n => n.Value.Process.Equals(process)).Select(n => n.Key).ToArray())
        {
            _names.Remove(name);
        }

        foreach ((Term resource, (Term requester, List<Pid> holders)) in _locks.ToArray())
        {
            if (holders.Contains(process))
            {
                DeleteLock(resource, requester, process);
            }
        }
    }
}
