namespace ErlDist;

/// <summary>
/// Bytes that are no term, another term than the one asked for, or one beyond a limit; and, of declared types, a value that has no
/// form in Erlang. Where a declared type is read or written the message names the member: <c>Order.Items[1].Sku: …</c>.
/// </summary>
public sealed class TermFormatException : ErlangException
{
    /// <summary>A path is told as far as this; deeper, its beginning and its end say enough.</summary>
    private const int MaxSteps = 12;

    private static readonly Atom s_tooLarge = Atom.Get("too_large");
    private static readonly Atom s_notConvertible = Atom.Get("not_convertible");

    private string _path = "";
    private string _type = "";
    private int _steps;
    private readonly (long Size, long Max)? _tooLarge;

    /// <summary>Makes one.</summary>
    /// <param name="reason">What is wrong, as a sentence without its full stop.</param>
    /// <param name="offset">Where, in bytes from the beginning of what was read or written.</param>
    /// <param name="innerException">What a codec threw, if that is the reason.</param>
    public TermFormatException(string reason, int offset, Exception? innerException = null)
        : base(reason, innerException)
    {
        Reason = reason;
        Offset = offset;
    }

    /// <summary>Makes one for a term beyond a limit.</summary>
    internal TermFormatException(string reason, int offset, string limit)
        : this(reason, offset) => Limit = limit;

    /// <summary>Makes one for a term that is larger than a limit.</summary>
    internal TermFormatException(string reason, int offset, string limit, long size, long max)
        : this(reason, offset, limit) => _tooLarge = (size, max);

    /// <inheritdoc/>
    public override string Message => Path.Length > 0 ? $"{Path}: {Reason}." : $"Bad external term at byte {Offset}: {Reason}.";

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>Where, in bytes from the beginning of what was read (of what a compressed term unpacks to, in one) or written.</summary>
    public int Offset { get; }

    /// <summary>The limit that the term is beyond, by its name in <see cref="TermLimits"/>; null where the bytes are wrong.</summary>
    public string? Limit { get; }

    /// <summary>The member of declared types that was read or written, as <c>Order.Items[1].Sku</c>; empty outside of them.</summary>
    public string Path => _steps > MaxSteps ? $"{_type}.…{_path}" : _type + _path;

    /// <summary>
    /// What a caller on another node is told who waits for what this is about: <c>{too_large, Size, Limit}</c>, in bytes or elements as the
    /// limit counts, or <c>{not_convertible, Text}</c>.
    /// </summary>
    public Term ToReason() => _tooLarge is { } over
        ? Term.Tuple(s_tooLarge, over.Size, over.Max)
        : Term.Tuple(s_notConvertible, ErlBinary.OfAnyText(Message));

    /// <summary>Says that this happened within a member of a type, or an element.</summary>
    /// <param name="type">The type's name; empty for an element.</param>
    /// <param name="step"><c>.Member</c>, <c>[Index]</c> or nothing.</param>
    internal void Within(string type, string step)
    {
        _type = type;
        if (step.Length > 0 && ++_steps <= MaxSteps)
        {
            _path = step + _path;
        }
    }
}
