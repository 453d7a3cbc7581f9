namespace AkkaErlDist.Bridge.Peers;

/// <summary>Something that was not passed on.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Sender">Who sent it: a path, or a pid in Erlang's text; empty where that isn't known.</param>
/// <param name="Recipient">Who it was for: a path, a registered name or a pid.</param>
/// <param name="Detail">What the reason alone doesn't say.</param>
public readonly record struct Rejection(RejectionReason Reason, string Sender, string Recipient, string Detail);

/// <summary>Why something was not passed on.</summary>
public enum RejectionReason
{
    /// <summary>The pid leads to no actor, or no longer. In Erlang such messages disappear; worth a line only when debugging.</summary>
    NoSuchActor,

    /// <summary>The path is not one that BEAM nodes may reach: not below <c>/user</c>.</summary>
    NotExported,

    /// <summary>The path is none that a process of the BEAM node can have.</summary>
    NoSuchProcess,

    /// <summary>The actor lives in another system than this one.</summary>
    ForeignActor,

    /// <summary>No form in Erlang is known for the message.</summary>
    NotConvertible,

    /// <summary>A BEAM node has no notion of it: remote deployment, patterns in selections, supervision across systems.</summary>
    NotSupported,

    /// <summary>A call needs someone to answer to.</summary>
    NoSender,

    /// <summary>The bytes are not what they should be.</summary>
    Malformed,

    /// <summary>No association with the actor system could be opened.</summary>
    NoAssociation,

    /// <summary>It is larger than <see cref="BeamPeerOptions.MaxMessageBytes"/>.</summary>
    TooLarge,

    /// <summary>A limit of <see cref="BeamPeerOptions"/> is reached.</summary>
    TooMany,
}
