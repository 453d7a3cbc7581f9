using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>What a <see cref="BeamPeer"/> is told.</summary>
public sealed record BeamPeerOptions
{
    /// <summary>The BEAM node's name as its handshake gave it.</summary>
    public required Atom Node { get; init; }

    /// <summary>The one address that Akka knows it by, as <see cref="AkkaAddress.Of"/> makes it.</summary>
    public required AkkaAddress Address { get; init; }

    /// <summary>The pids of this system's actors.</summary>
    public required LocalRefs Refs { get; init; }

    /// <summary>
    /// The uid of the BEAM node towards Akka, from 1 to 2^31 - 1; a new one for each distribution connection. (Not the node's
    /// creation: a lost connection would quarantine the node as long as it lives.)
    /// </summary>
    public required int Uid { get; init; }

    /// <summary>Makes a reference of this node that nothing else has.</summary>
    public required Func<Reference> NewReference { get; init; }

    /// <summary>
    /// A node's name by what stands before the port in an address, where Akka has the host in lower case; asked for pids of other
    /// nodes than <see cref="Node"/>, too.
    /// </summary>
    public Func<string, Atom> NodeOf { get; init; } = Atom.Get;

    /// <summary>Turns what other serializers wrote into terms.</summary>
    public required ITermPayloadConverter Converter { get; init; }

    /// <summary>How often Akka hears that the peer is there: its failure detector expects 4 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a watch on an actor stays after the last monitor of it, so that a call doesn't set up one each time.</summary>
    public TimeSpan WatchLinger { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the question whether a process is there may take. Then the answer is yes, which a watch puts right.</summary>
    public TimeSpan IdentifyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most monitors and links that the BEAM node may hold on actors.</summary>
    public int MaxActorWatches { get; init; } = 1_048_576;

    /// <summary>The most calls and questions of this side that may wait for an answer of the BEAM node.</summary>
    public int MaxPendingCalls { get; init; } = 131_072;

    /// <summary>The largest PDU that Akka takes; it would drop a larger one without saying whose it was.</summary>
    public int MaxMessageBytes { get; init; } = int.MaxValue;

    /// <summary>The limits of what is decoded of a message from the BEAM node.</summary>
    public TermLimits Limits { get; init; } = TermLimits.Default;
}
