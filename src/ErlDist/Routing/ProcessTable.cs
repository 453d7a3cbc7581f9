using System.Collections.Concurrent;
using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>The processes of a node, by pid and by registered name.</summary>
internal sealed class ProcessTable(ErlangNode node)
{
    // 15 bits of id and then 13 of serial: all that OTP 23 takes in a pid. It ends the connection on seeing more.
    private const int IdBits = 15;
    private const uint MaxId = (1u << IdBits) - 1;

    private readonly ConcurrentDictionary<ulong, LocalProcess> _processes = new();
    private readonly ConcurrentDictionary<Atom, LocalProcess> _names = new();
    private readonly ConcurrentDictionary<Reference, LocalProcess> _aliases = new();
    private ulong _last;

    /// <summary>All processes.</summary>
    public ICollection<LocalProcess> All => _processes.Values;

    /// <summary>The node's name.</summary>
    public Atom NodeName => node.NameAtom;

    /// <summary>The node's creation.</summary>
    public long Creation => node.Creation;

    /// <summary>The registered names.</summary>
    public ICollection<Atom> Names => _names.Keys;

    /// <summary>Asked for names that nobody has registered.</summary>
    public Func<Atom, LocalProcess?>? ResolveName { get; set; }

    /// <summary>The process lives from now on.</summary>
    /// <exception cref="InvalidOperationException">The node has stopped, and would never end it.</exception>
    public void Add(LocalProcess process)
    {
        ulong key = Key(process.Pid.Id, process.Pid.Serial);
        _processes[key] = process;
        if (node.HasStopped)
        {
            _processes.TryRemove(key, out _);
            throw Stopped();
        }
    }

    /// <summary><c>alias/0</c>.</summary>
    public void AddAlias(Reference alias, LocalProcess process) => _aliases[alias] = process;

    /// <summary><c>unalias/1</c>.</summary>
    public bool RemoveAlias(Reference alias) => _aliases.TryRemove(alias, out _);

    /// <summary>The process behind an alias that is in use.</summary>
    public LocalProcess? Find(Reference alias) => _aliases.GetValueOrDefault(alias);

    /// <summary>A pid that nothing else has; the numbers begin anew after 2^47.</summary>
    public Pid NewPid()
    {
        if (node.HasStopped)
        {
            throw Stopped();
        }

        Atom name = node.HasName
            ? node.NameAtom
            : throw new InvalidOperationException(
                "This node has no name yet: with a dynamic name, connect to a node first (ErlangNode.ConnectAsync).");
        ulong number = Interlocked.Increment(ref _last);
        return new Pid(name, (uint)(number & MaxId), (uint)(number >> IdBits), node.Creation);
    }

    /// <summary>The process of a pid, if it lives; a pid of an earlier life of this node is nobody.</summary>
    public LocalProcess? Find(Pid pid) =>
        pid.Creation == node.Creation && _processes.TryGetValue(Key(pid.Id, pid.Serial), out LocalProcess? process)
            && pid.Node.Equals(node.NameAtom)
            ? process
            : null;

    /// <summary>The process registered under a name, or the one that the host resolves it to.</summary>
    public LocalProcess? Find(Atom name) =>
        _names.TryGetValue(name, out LocalProcess? process) ? process : Resolve(name);

    /// <summary><c>register/2</c>.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, the process has a name or has ended.</exception>
    public void Register(Atom name, LocalProcess process)
    {
        if (process.HasEnded || process.RegisteredName is not null || !_names.TryAdd(name, process))
        {
            throw new InvalidOperationException(
                $"'{name.Name}' cannot be registered: the name is taken, or the process has another one or has ended.");
        }

        process.RegisteredName = name;
        if (process.HasEnded)
        {
            Remove(process); // It ended while it was registered.
        }
    }

    /// <summary><c>unregister/1</c>.</summary>
    public bool Unregister(Atom name)
    {
        if (!_names.TryRemove(name, out LocalProcess? process))
        {
            return false;
        }

        process.RegisteredName = null;
        return true;
    }

    /// <summary>Forgets a process that has ended.</summary>
    public void Remove(LocalProcess process)
    {
        _processes.TryRemove(KeyValuePair.Create(Key(process.Pid.Id, process.Pid.Serial), process));
        if (process.RegisteredName is { } name)
        {
            _names.TryRemove(KeyValuePair.Create(name, process));
        }
    }

    private LocalProcess? Resolve(Atom name)
    {
        try
        {
            return ResolveName?.Invoke(name);
        }
#pragma warning disable CA1031 // A user's code: what it throws is no fault of the peer that named the process.
        catch (Exception e)
        {
            node.Log.EventHandlerFailed(nameof(ErlangNode.ResolveName), e);
            return null;
        }
#pragma warning restore CA1031
    }

    private InvalidOperationException Stopped() =>
        new($"The node {node.Name} has stopped (ErlangNode.DisposeAsync): nothing can begin on it.");

    private static ulong Key(uint id, uint serial) => ((ulong)serial << 32) | id;
}
