using Akka.Actor;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Configuration;
using ErlDist.Terms;

namespace AkkaErlDist.Peers;

/// <summary>
/// Addresses for node names and back. Akka knows a BEAM node as <c>NAME@HOST:0</c>, an actor system by its own address, from
/// which the shared pattern makes its node name.
/// </summary>
internal sealed class PeerAddresses(ErlDistSettings settings, Address local)
{
    /// <summary>Our address as the transport has it, without Akka's prefix.</summary>
    public Address Local { get; } = local;

    /// <summary>Our address as paths have it.</summary>
    public AkkaAddress LocalInPaths { get; } = InPaths(local);

    /// <summary>The protocol as paths have it.</summary>
    public string ProtocolInPaths => LocalInPaths.Protocol;

    /// <summary>The name of the node at an address.</summary>
    public string NodeOf(Address address) => address.Port is null or 0
        ? $"{address.System}@{address.Host}"
        : settings.NodeName.NameFor(address.System, address.Host, address.Port.Value);

    /// <summary>The address that Akka knows a BEAM node by.</summary>
    /// <exception cref="ArgumentException">No address can be made of the name.</exception>
    public AkkaAddress OfBeam(Atom node) => AkkaAddress.Of(node, ProtocolInPaths);

    /// <summary>Whether a node of that name may say that it is the actor system at that address.</summary>
    public bool IsOwnAddress(Atom node, AkkaAddress address) =>
        address.Protocol == ProtocolInPaths
        && node.Name.Equals(settings.NodeName.NameFor(address.System, address.Host, address.Port), StringComparison.OrdinalIgnoreCase);

    /// <summary>An address as the transport has it.</summary>
    public static Address Bare(AkkaAddress address) => new(address.BareProtocol, address.System, address.Host, address.Port);

    private static AkkaAddress InPaths(Address address) => new("akka." + address.Protocol, address.System, address.Host, address.Port ?? 0);
}
