using System.Collections.Concurrent;
using Akka.Actor;
using ErlDist;

namespace AkkaErlDist.Addresses;

/// <summary>
/// Addresses for node names and back. Akka knows a BEAM node as <c>NAME@HOST:0</c>, an actor system by its own address, from
/// which the shared pattern makes its node name.
/// </summary>
/// <param name="names">The pattern of actor systems' node names.</param>
/// <param name="protocolInPaths">The protocol as paths have it, without <c>akka.</c>.</param>
/// <param name="local">Our address.</param>
internal sealed class PeerAddresses(NodeNameTemplate names, string protocolInPaths, Address local)
{
    /// <summary>How many node names that no address spells are remembered; whoever has more such nodes dials some of them twice.</summary>
    private const int MaxNames = 4096;

    private readonly ConcurrentDictionary<string, string> _nodeNames = new(StringComparer.Ordinal);

    /// <summary>Our address as the transport has it, without Akka's prefix.</summary>
    public Address Local => local;

    /// <summary>Our address as paths have it.</summary>
    public AkkaAddress LocalInPaths { get; } = new("akka." + protocolInPaths, local.System, local.Host, local.Port ?? 0);

    /// <summary>The protocol as paths have it.</summary>
    public string ProtocolInPaths => LocalInPaths.Protocol;

    /// <summary>The name of the node at an address.</summary>
    public string NodeOf(Address address)
    {
        string name = address.Port is null or 0
            ? $"{address.System}@{AkkaAddress.ErlangHostOf(address.Host)}"
            : names.NameFor(address.System, address.Host, address.Port.Value);
        return _nodeNames.GetValueOrDefault(name, name);
    }

    /// <summary>
    /// Learns how a node spells its host: addresses of Akka have it in lower case, and to Erlang <c>a@Host</c> and <c>a@host</c>
    /// are two nodes.
    /// </summary>
    public void Learn(string node)
    {
        string spelled = SpelledByAkka(node);
        if (spelled == node)
        {
            _nodeNames.TryRemove(spelled, out _);
        }
        else if (_nodeNames.Count < MaxNames)
        {
            _nodeNames[spelled] = node;
        }
    }

    /// <summary>Whether two node names are one to Akka.</summary>
    public static bool AreSame(string node, string other) => SpelledByAkka(node) == SpelledByAkka(other);

    /// <summary>A node's name as Erlang has it.</summary>
    /// <param name="node">The name as an address of Akka has it.</param>
    public Atom NodeOf(string node)
    {
        string name = AkkaAddress.WithHost(node, AkkaAddress.ErlangHostOf);
        return Atom.Get(_nodeNames.GetValueOrDefault(name, name));
    }

    /// <summary>The address that Akka knows a BEAM node by.</summary>
    /// <exception cref="ArgumentException">No address can be made of the name.</exception>
    public AkkaAddress OfBeam(Atom node) => AkkaAddress.Of(node, ProtocolInPaths);

    /// <summary>Whether a node of that name may say that it is the actor system at that address.</summary>
    public bool IsOwnAddress(Atom node, AkkaAddress address) =>
        address.Protocol == ProtocolInPaths
        && AreSame(node.Name, names.NameFor(address.System, address.Host, address.Port));

    /// <summary>An address as the transport has it.</summary>
    public Address Bare(AkkaAddress address) => new(local.Protocol, address.System, address.Host, address.Port);

    /// <summary>An address of the transport's as paths have it.</summary>
    public AkkaAddress InPaths(Address address) => new(ProtocolInPaths, address.System, address.Host, address.Port ?? 0);

    private static string SpelledByAkka(string node) => AkkaAddress.WithHost(node, static host => host.ToLowerInvariant());
}
