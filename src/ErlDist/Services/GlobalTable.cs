using System.Diagnostics.CodeAnalysis;

namespace ErlDist.Services;

/// <summary>The names and locks that one node keeps for <c>global</c>. Not for many threads.</summary>
internal sealed class GlobalTable
{
    private readonly Dictionary<Term, (Pid Process, Term Method)> _names = [];
    private readonly Dictionary<Term, (Term Requester, HashSet<Pid> Holders)> _locks = [];
    private readonly Dictionary<Pid, (HashSet<Term> Names, HashSet<Term> Locks)> _processes = [];
    private readonly Dictionary<Atom, int> _counts = [];

    /// <summary>The names, with their processes and what resolves a clash (<c>fun global:random_exit_name/3</c>, as a rule).</summary>
    public IEnumerable<(Term Name, Pid Process, Term Method)> Names => _names.Select(pair => (pair.Key, pair.Value.Process, pair.Value.Method));

    /// <summary>How many names and locks the processes of a node have.</summary>
    public int CountOf(Atom node) => _counts.GetValueOrDefault(node);

    /// <summary>Whether a process has a name or a lock.</summary>
    public bool Has(Pid process) => _processes.ContainsKey(process);

    /// <summary>Whether a process has a name.</summary>
    public bool IsNamed(Pid process) => _processes.TryGetValue(process, out (HashSet<Term> Names, HashSet<Term> Locks) all) && all.Names.Count > 0;

    /// <summary>The process of a name.</summary>
    public bool TryFind(Term name, [NotNullWhen(true)] out Pid? process)
    {
        bool found = _names.TryGetValue(name, out (Pid Process, Term Method) entry);
        process = found ? entry.Process : null;
        return found;
    }

    /// <summary>Gives a name to a process, whoever had it.</summary>
    public void Register(Term name, Pid process, Term method)
    {
        Unregister(name);
        _names[name] = (process, method);
        Of(process).Names.Add(name);
        Count(process.Node, 1);
    }

    /// <summary>Takes a name away.</summary>
    public bool Unregister(Term name)
    {
        if (!_names.Remove(name, out (Pid Process, Term Method) entry))
        {
            return false;
        }

        Of(entry.Process).Names.Remove(name);
        Count(entry.Process.Node, -1);
        ForgetIfIdle(entry.Process);
        return true;
    }

    /// <summary>
    /// Takes a lock <c>{ResourceId, LockRequesterId}</c> for a process: free, or held by the same requester, it may be held by many processes.
    /// </summary>
    public bool SetLock(Term resource, Term requester, Pid holder)
    {
        if (!_locks.TryGetValue(resource, out (Term Requester, HashSet<Pid> Holders) held))
        {
            _locks[resource] = held = (requester, []);
        }
        else if (!held.Requester.Equals(requester))
        {
            return false;
        }

        if (held.Holders.Add(holder))
        {
            Of(holder).Locks.Add(resource);
            Count(holder.Node, 1);
        }

        return true;
    }

    /// <summary>Gives a lock back.</summary>
    public void DeleteLock(Term resource, Term requester, Pid holder)
    {
        if (_locks.TryGetValue(resource, out (Term Requester, HashSet<Pid> Holders) held) && held.Requester.Equals(requester)
            && held.Holders.Remove(holder))
        {
            Of(holder).Locks.Remove(resource);
            Count(holder.Node, -1);
            ForgetIfIdle(holder);
            if (held.Holders.Count == 0)
            {
                _locks.Remove(resource);
            }
        }
    }

    /// <summary>Forgets what a process has: it has ended, or its node is gone.</summary>
    public void RemoveProcess(Pid process)
    {
        if (!_processes.TryGetValue(process, out (HashSet<Term> Names, HashSet<Term> Locks) all))
        {
            return;
        }

        foreach (Term name in all.Names.ToArray())
        {
            Unregister(name);
        }

        foreach (Term resource in all.Locks.ToArray())
        {
            DeleteLock(resource, _locks[resource].Requester, process);
        }
    }

    private (HashSet<Term> Names, HashSet<Term> Locks) Of(Pid process)
    {
        if (!_processes.TryGetValue(process, out (HashSet<Term> Names, HashSet<Term> Locks) all))
        {
            _processes[process] = all = ([], []);
        }

        return all;
    }

    private void ForgetIfIdle(Pid process)
    {
        if (_processes.TryGetValue(process, out (HashSet<Term> Names, HashSet<Term> Locks) all) && all is ({ Count: 0 }, { Count: 0 }))
        {
            _processes.Remove(process);
        }
    }

    private void Count(Atom node, int change)
    {
        int count = _counts.GetValueOrDefault(node) + change;
        if (count == 0)
        {
            _counts.Remove(node);
        }
        else
        {
            _counts[node] = count;
        }
    }
}
