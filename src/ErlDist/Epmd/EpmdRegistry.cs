using System.Diagnostics.CodeAnalysis;
using ErlDist.Embedding;

namespace ErlDist.Epmd;

/// <summary>The names of an EPMD server: who registered what, and the creations. Pure but for its lock.</summary>
internal sealed class EpmdRegistry(uint firstCreation)
{
    /// <summary>Nodes of distribution version 5 know only 1 to 3, so a pid with one of those would look like theirs.</summary>
    private const uint LowestCreation = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (EpmdEntry Entry, object Owner)> _nodes = new(StringComparer.Ordinal);
    private uint _creation = firstCreation;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count == 0;
            }
        }
    }

    /// <summary>All entries, by name.</summary>
    public IReadOnlyList<EpmdEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _nodes.Values.Select(n => n.Entry).OrderBy(e => e.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Adds a node under a creation that differs from the one before.</summary>
    /// <returns>Null if the name is taken or no name.</returns>
    public uint? Register(EpmdEntry entry, object owner)
    {
        lock (_lock)
        {
            if (!EpmdRequest.IsName(entry.Name) || !_nodes.TryAdd(entry.Name, (entry, owner)))
            {
                return null;
            }

            _creation = _creation is >= LowestCreation and < uint.MaxValue ? _creation + 1 : LowestCreation;
            return _creation;
        }
    }

    public EpmdEntry? Find(string name)
    {
        lock (_lock)
        {
            return _nodes.TryGetValue(name, out (EpmdEntry Entry, object Owner) node) ? node.Entry : null;
        }
    }

    /// <summary>Removes a name, if it is still this owner's.</summary>
    public bool Unregister(string name, object owner)
    {
        lock (_lock)
        {
            return _nodes.TryGetValue(name, out (EpmdEntry Entry, object Owner) node) && ReferenceEquals(node.Owner, owner) && _nodes.Remove(name);
        }
    }

    /// <summary>Removes a name whoever has it.</summary>
    public bool Strike(string name, [NotNullWhen(true)] out object? owner)
    {
        lock (_lock)
        {
            bool found = _nodes.Remove(name, out (EpmdEntry Entry, object Owner) node);
            owner = node.Owner;
            return found;
        }
    }
}
