namespace ErlDist.Terms;

/// <summary>Bytes that are no term, another term than the one asked for, or one beyond a limit.</summary>
public sealed class TermFormatException : ErlangException
{
    /// <summary>Makes one.</summary>
    /// <param name="reason">What is wrong, as a sentence without its full stop.</param>
    /// <param name="offset">Where, in bytes from the beginning of what was read.</param>
    public TermFormatException(string reason, int offset)
        : base($"Bad external term at byte {offset}: {reason}.")
    {
        Reason = reason;
        Offset = offset;
    }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>Where, in bytes from the beginning of what was read (of what a compressed term unpacks to, in one).</summary>
    public int Offset { get; }
}
