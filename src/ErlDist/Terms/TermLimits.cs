namespace ErlDist.Terms;

/// <summary>What one term may cost us, whoever sent it. Beyond a limit reading ends with <see cref="TermFormatException"/>.</summary>
/// <remarks>
/// Not here because Erlang itself fixes them: an atom has at most 255 characters, a reference at most 5 words.
/// Counts inside a term are never trusted: each is checked against the bytes that are left before anything is allocated.
/// </remarks>
public sealed record TermLimits
{
    /// <summary>All limits as they are when nobody says otherwise.</summary>
    public static TermLimits Default { get; } = new();

    /// <summary>How deep lists, tuples, maps and funs may stand in one another. A reader ends earlier where a thread's stack does.</summary>
    public int MaxDepth { get; init; } = 1024;

    /// <summary>The longest encoded term, in bytes.</summary>
    public int MaxTermBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The most that a compressed term (tag 80) may unpack to, in bytes.</summary>
    public int MaxDecompressedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most elements of lists and tuples, keys and values of maps and variables of funs in one term, all together.</summary>
    public int MaxElements { get; init; } = 16 * 1024 * 1024;

    /// <summary>The longest integer, in bytes; converting a longer one to text takes noticeable time.</summary>
    public int MaxIntegerBytes { get; init; } = 64 * 1024;
}
