namespace ErlDist.Wire;

/// <summary>
/// What a peer did wrong after the handshake, or with the length of a message at any time. OTP ends the connection, too, unless it
/// says otherwise here; its places are in erts/emulator/beam: dist.c (erts_net_message) and external.c (erts_prepare_dist_ext,
/// erts_decode_dist_ext).
/// </summary>
internal enum WireError
{
    /// <summary>A message announces more bytes than allowed. OTP has no limit but its memory.</summary>
    FrameTooLong,

    /// <summary>A handshake message of no bytes; ticks exist only after the handshake. dist_util:recv_name/1 and others.</summary>
    EmptyHandshakeMessage,

    /// <summary>A frame ends before what it must hold does. erts_prepare_dist_ext, "corrupted distribution header".</summary>
    Truncated,

    /// <summary>
    /// A frame begins with bytes that mean nothing, or that were not negotiated. erts_prepare_dist_ext, "incompatible erlang";
    /// OTP skips the byte 112 unseen where no header was negotiated.
    /// </summary>
    WrongFrameType,

    /// <summary>
    /// A distribution header refers to a place of the cache that is empty. erts_prepare_dist_ext, "corrupted distribution header".
    /// </summary>
    UnknownAtomRef,

    /// <summary>A distribution header has an atom that is too long or not UTF-8. erts_prepare_dist_ext, erts_atom_put.</summary>
    BadAtom,

    /// <summary>A header has atoms though no atom cache was negotiated. OTP takes them.</summary>
    AtomCacheNotNegotiated,

    /// <summary>A term in a control message is malformed or beyond a limit. erts_decode_dist_ext, "corrupted external term".</summary>
    BadTerm,

    /// <summary>
    /// A control message is no tuple, or its first element no operation that we know. erts_net_message, "Invalid distribution
    /// message".
    /// </summary>
    UnknownOperation,

    /// <summary>A control message has the wrong number of elements for its operation. erts_net_message, each tuple_arity.</summary>
    WrongArity,

    /// <summary>An element of a control message has the wrong type or a value out of range. erts_net_message, each is_not_….</summary>
    WrongElement,

    /// <summary>
    /// A process of a third node as sender of a signal that only the peer's own may send: links, exits, monitors, spawns.
    /// erts_net_message, <c>dep != external_pid_dist_entry(from)</c>; not for spawns, where OTP takes any node but its own.
    /// </summary>
    ForeignSender,

    /// <summary>
    /// A process of a third node as receiver of such a signal. erts_net_message, <c>erts_this_dist_entry</c>. That a process of ours
    /// is of an older incarnation or gone is no error.
    /// </summary>
    ForeignRecipient,

    /// <summary>
    /// The message, reason or argument list that must follow a control message is missing. OTP finds out when the receiver decodes
    /// it, "corrupted external term".
    /// </summary>
    MissingPayload,

    /// <summary>A fragment that continues no series. erts_net_message, ERTS_PREP_DIST_EXT_FRAG_CONT.</summary>
    UnknownFragmentSeries,

    /// <summary>A series begins that is already on its way. erts_net_message, dist_seq_rbt_lookup_insert.</summary>
    RepeatedFragmentSeries,

    /// <summary>A fragment is missing or comes twice. erts_net_message, <c>seq->cnt != frag_id</c>.</summary>
    FragmentOutOfOrder,

    /// <summary>Too many messages in fragments at a time. OTP has no limit.</summary>
    TooManyFragmentSeries,

    /// <summary>Fragments wait with more bytes than allowed. OTP has no limit.</summary>
    TooManyFragmentBytes,

    /// <summary>A message in fragments stands still. OTP waits for as long as the connection lives.</summary>
    FragmentTimeout,
}
