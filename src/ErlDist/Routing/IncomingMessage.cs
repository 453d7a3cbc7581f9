using ErlDist.Connections;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Embedding;

/// <summary>
/// A message as it arrives at a <see cref="LocalProcess"/>: the peer's bytes, decoded when asked, or the term itself when the
/// sender lives on the same node.
/// </summary>
public readonly ref struct IncomingMessage
{
    private readonly Term? _term;
    private readonly TermLimits _limits;
    private readonly PidCache? _pids;
    private readonly ITakeableBytes? _takeable;
    private readonly PeerAccount? _account;
    private readonly int _bytes;

    /// <summary>A message by hand, for a process that is tested without a connection.</summary>
    /// <param name="origin">The node that it is to come from.</param>
    /// <param name="payload">The message in the external term format, without the leading 131 and without references to atoms.</param>
    public IncomingMessage(Atom origin, ReadOnlySpan<byte> payload)
    {
        Origin = origin;
        Payload = payload;
        _limits = TermLimits.Default;
    }

    internal IncomingMessage(scoped in IncomingSignal incoming, PeerAccount account, TermLimits limits, PidCache? pids)
    {
        _account = account;
        _bytes = incoming.Payload.Length;
        Origin = account.Peer;
        From = incoming.Signal.From is { } from && from.Node.Equals(Origin) ? from : null;
        Token = incoming.Signal.Token;
        Payload = incoming.Payload;
        Atoms = incoming.AtomRefs;
        _takeable = incoming.Takeable;
        _limits = limits;
        _pids = pids;
    }

    /// <summary>A part of a peer's message, as a message of its own.</summary>
    internal IncomingMessage(Pid? from, in IncomingMessage whole, Term part)
        : this(from, whole.Origin, part, whole.Token)
    {
        _account = whole._account;
        _bytes = whole._bytes;
    }

    internal IncomingMessage(Pid? from, Atom origin, Term message, Term? token)
    {
        Origin = origin;
        From = from;
        Token = token;
        _term = message;
        _limits = TermLimits.Default;
    }

    /// <summary>
    /// The sender where the peer says it, a process of <see cref="Origin"/>: null from nodes before OTP 21, for a message to an alias of theirs,
    /// and where the peer names a process of another node.
    /// </summary>
    public Pid? From { get; }

    /// <summary>
    /// The node that it came from: the peer at the other end of the connection, or this node. What a message says of itself is only
    /// that node's word: whoever answers, calls or connects because of one asks whether that node may cause it.
    /// </summary>
    public Atom Origin { get; }

    /// <summary>The trace token of seq_trace that came along, if any.</summary>
    public Term? Token { get; }

    /// <summary>The message in the external term format, without the leading 131; empty for a message of this node.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>What <c>ATOM_CACHE_REF</c> in the payload refers to.</summary>
    public ReadOnlySpan<Atom> Atoms { get; }

    /// <summary>True when the sender lives on this node: there is a term and no payload.</summary>
    public bool IsLocal => _term is not null;

    /// <summary>A part of the payload as memory of the caller's own: without a copy where a large message arrived in an array of its own.</summary>
    /// <param name="offset">Where it begins in <see cref="Payload"/>.</param>
    /// <param name="length">How many bytes.</param>
    public ReadOnlyMemory<byte> Keep(int offset, int length) =>
        _takeable is not null && _takeable.TryTake(offset, length, out ReadOnlyMemory<byte> part) ? part : TermReader.CopyOf(Payload.Slice(offset, length));

    /// <summary>A reader of the message.</summary>
    public TermReader Read() => _term is null ? new(Payload, Atoms, _limits, _pids, _takeable) : new(_term.Encode().AsSpan(1));

    /// <summary>
    /// Counts the message among what its peer makes this node hold (<see cref="NodeLimits.HeldBytes"/>), for a process that keeps it
    /// beyond its <see cref="NodeProcess.OnMessage"/>. Of a message of this node: nothing.
    /// </summary>
    /// <param name="bytes">How many bytes, for several messages at once; null: those of this one.</param>
    /// <exception cref="ErlangException">It is too much: to be let through, so that the peer's connection ends.</exception>
    public MessageHold Hold(long? bytes = null) => Charge(_account, bytes ?? MessageHold.Overhead + _bytes);

    /// <summary>What the large binaries of the term that was read lie in; null where they have arrays of their own.</summary>
    internal ITakeableBytes? Memory => _takeable;

    /// <summary>The message as a term that waits to be received.</summary>
    /// <exception cref="TermFormatException">The payload is no term, or breaks a limit.</exception>
    /// <exception cref="LimitReachedException">The peer makes this node hold too much.</exception>
    internal Term ToTerm(out MessageHold hold)
    {
        if (_term is not null)
        {
            hold = Charge(_account, MessageHold.Overhead + (2L * _bytes));
            return _term;
        }

        TermReader reader = Read();
        Term term = reader.ReadTerm();
        hold = Charge(_account, MessageHold.Overhead + _bytes + reader.ObjectBytesTaken);
        return term;
    }

    private static MessageHold Charge(PeerAccount? account, long bytes)
    {
        if (account is null)
        {
            return default;
        }

        account.Hold(bytes);
        return new MessageHold(account, bytes);
    }

    /// <summary>The message as a term.</summary>
    /// <exception cref="TermFormatException">The payload is no term, or breaks a limit.</exception>
    public Term ToTerm()
    {
        if (_term is not null)
        {
            return _term;
        }

        TermReader reader = Read();
        return reader.ReadTerm();
    }
}
