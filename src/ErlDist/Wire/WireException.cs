namespace ErlDist.Wire;

/// <summary>What a peer did wrong after the handshake, or with the length of a message at any time.</summary>
public enum WireError
{
    /// <summary>A message announces more bytes than allowed.</summary>
    FrameTooLong,

    /// <summary>A handshake message of no bytes; ticks exist only after the handshake.</summary>
    EmptyHandshakeMessage,

    /// <summary>A frame ends before what it must hold does.</summary>
    Truncated,

    /// <summary>A frame begins with bytes that mean nothing, or that were not negotiated.</summary>
    WrongFrameType,

    /// <summary>A distribution header refers to an atom that was never put in the cache.</summary>
    UnknownAtomRef,

    /// <summary>A distribution header has an atom that is too long or not UTF-8.</summary>
    BadAtom,

    /// <summary>A header has atoms though no atom cache was negotiated.</summary>
    AtomCacheNotNegotiated,

    /// <summary>A term in a control message is malformed or beyond a limit.</summary>
    BadTerm,

    /// <summary>A control message is no tuple with an operation that we know.</summary>
    UnknownOperation,

    /// <summary>A control message has the wrong number of elements for its operation.</summary>
    WrongArity,

    /// <summary>An element of a control message has the wrong type or a value out of range.</summary>
    WrongElement,

    /// <summary>A process of a third node as sender of a signal that only the peer's own may send.</summary>
    ForeignSender,

    /// <summary>A process of a third node as receiver of a signal that only ours can get.</summary>
    ForeignRecipient,

    /// <summary>The message, reason or argument list that must follow a control message is missing.</summary>
    MissingPayload,

    /// <summary>A fragment that continues no series.</summary>
    UnknownFragmentSeries,

    /// <summary>A series begins that is already on its way.</summary>
    RepeatedFragmentSeries,

    /// <summary>A fragment is missing or comes twice.</summary>
    FragmentOutOfOrder,

    /// <summary>Too many messages in fragments at a time.</summary>
    TooManyFragmentSeries,

    /// <summary>Fragments wait with more bytes than allowed.</summary>
    TooManyFragmentBytes,

    /// <summary>A message in fragments stands still.</summary>
    FragmentTimeout,
}

/// <summary>A peer broke the protocol. Its connection is to be closed; nothing else is touched.</summary>
public sealed class WireException : ErlangException
{
    internal WireException(WireError error, string place, int offset, string detail, Exception? inner = null)
        : base($"The peer broke the distribution protocol in {place} at byte {offset}: {detail}", inner)
    {
        Error = error;
        Place = place;
        Offset = offset;
    }

    /// <summary>What was wrong.</summary>
    public WireError Error { get; }

    /// <summary>The message and part of it, by the protocol's own names.</summary>
    public string Place { get; }

    /// <summary>Where in the frame, in bytes behind its length.</summary>
    public int Offset { get; }
}
