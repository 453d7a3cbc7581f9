using System.Collections.Concurrent;
using System.Security.Cryptography;
using ErlDist.Connections;
using ErlDist.Embedding;

namespace ErlDist.Routing;

/// <summary>The processes of a node, by pid and by registered name.</summary>
internal sealed class ProcessTable(NodeIdentity self, NodeLog log)
{
    // 15 bits of id and then 13 of serial: all that OTP 23 takes in a pid. It ends the connection on seeing more.
    private const int IdBits = 15;
    private const uint MaxId = (1u << IdBits) - 1;

    private readonly ConcurrentDictionary<ulong, NodeProcess> _processes = new();
    private readonly ConcurrentDictionary<Atom, NodeProcess> _names = new();
    private readonly ConcurrentDictionary<Reference, NodeProcess> _aliases = new();
    private ulong _last;
    private long _lastReference = RandomNumberGenerator.GetInt32(4, int.MaxValue);
    private volatile bool _isClosed;

    /// <summary>All processes.</summary>
    public ICollection<NodeProcess> All => _processes.Values;

    /// <summary>The node's name.</summary>
    public Atom NodeName => self.Name;

    /// <summary>The node's creation.</summary>
    public long Creation => self.Creation;

    /// <summary>The registered names.</summary>
    public ICollection<Atom> Names => _names.Keys;

    /// <summary>Asked for names that nobody has registered.</summary>
    public Func<Atom, NodeProcess?>? ResolveName { get; set; }

    /// <summary>True once the node stops: nothing lives on it any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>The node stops: no process begins from here on.</summary>
    public void Close() => _isClosed = true;

    /// <summary>The process lives from now on.</summary>
    /// <exception cref="InvalidOperationException">The node has stopped, and would never end it.</exception>
    public void Add(NodeProcess process)
    {
        ulong key = Key(process.Pid.Id, process.Pid.Serial);
        _processes[key] = process;
        if (IsClosed)
        {
            _processes.TryRemove(key, out _);
            throw Stopped();
        }
    }

    /// <summary><c>alias/0</c>.</summary>
    public void AddAlias(Reference alias, NodeProcess process) => _aliases[alias] = process;

    /// <summary><c>unalias/1</c>.</summary>
    public bool RemoveAlias(Reference alias) => _aliases.TryRemove(alias, out _);

    /// <summary>The process behind an alias that is in use.</summary>
    public NodeProcess? Find(Reference alias) => _aliases.GetValueOrDefault(alias);

    /// <summary>A pid that nothing else has; the numbers start over after 2^47.</summary>
    public Pid NewPid()
    {
        if (IsClosed)
        {
            throw Stopped();
        }

        Atom name = self.HasName
            ? self.Name
            : throw new InvalidOperationException(
                "This node has no name yet: with a dynamic name, connect to a node first (ErlangNode.ConnectAsync).");
        ulong number = Interlocked.Increment(ref _last);
        return new Pid(name, (uint)(number & MaxId), (uint)(number >> IdBits), self.Creation);
    }

    /// <summary>
    /// <c>make_ref/0</c>: a reference that no other life of this node has. It is also an alias and the tag of calls, so nobody can guess it
    /// who has been told others.
    /// </summary>
    public Reference NewReference()
    {
        uint number = (uint)Interlocked.Increment(ref _lastReference);
        ulong secret = RandomWords.Next();

        // The first word has 18 bits, as releases before 26 know them.
        return new Reference(self.Name, self.Creation, [number & 0x3FFFF, (uint)secret, (uint)(secret >> 32)]);
    }

    /// <summary>The process of a pid, if it lives; a pid of an earlier life of this node is nobody.</summary>
    public NodeProcess? Find(Pid pid) =>
        pid.Creation == self.Creation && _processes.TryGetValue(Key(pid.Id, pid.Serial), out NodeProcess? process)
            && pid.Node.Equals(self.Name)
            ? process
            : null;

    /// <summary>The process registered under a name, or the one that the host resolves it to.</summary>
    public NodeProcess? Find(Atom name) =>
        _names.TryGetValue(name, out NodeProcess? process) ? process : Resolve(name);

    /// <summary><c>register/2</c>.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, the process has a name or has ended.</exception>
    public void Register(Atom name, NodeProcess process)
    {
        if (process.HasEnded || process.Registration is not null || !_names.TryAdd(name, process))
        {
            throw new InvalidOperationException(
                $"'{name.Name}' cannot be registered: the name is taken, or the process has another one or has ended.");
        }

        process.Registration = name;
        if (process.HasEnded)
        {
            Remove(process); // It ended while it was registered.
        }
    }

    /// <summary><c>unregister/1</c>.</summary>
    public bool Unregister(Atom name)
    {
        if (!_names.TryRemove(name, out NodeProcess? process))
        {
            return false;
        }

        process.Registration = null;
        return true;
    }

    /// <summary>Forgets a process that has ended.</summary>
    public void Remove(NodeProcess process)
    {
        _processes.TryRemove(KeyValuePair.Create(Key(process.Pid.Id, process.Pid.Serial), process));
        if (process.Registration is { } name)
        {
            _names.TryRemove(KeyValuePair.Create(name, process));
        }
    }

    private NodeProcess? Resolve(Atom name)
    {
        try
        {
            return ResolveName?.Invoke(name);
        }
#pragma warning disable CA1031 // A user's code: what it throws is no fault of the peer that named the process.
        catch (Exception e)
        {
            log.EventHandlerFailed(nameof(ResolveName), e);
            return null;
        }
#pragma warning restore CA1031
    }

    private InvalidOperationException Stopped() =>
        new($"The node {self.Name.Name} has stopped (ErlangNode.DisposeAsync): nothing can begin on it.");

    private static ulong Key(uint id, uint serial) => ((ulong)serial << 32) | id;
}
