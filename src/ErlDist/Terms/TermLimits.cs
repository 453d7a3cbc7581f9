namespace ErlDist;

/// <summary>
/// What one term may cost us, whoever sent it. Beyond a limit reading and writing end with a <see cref="TermFormatException"/>
/// that names it.
/// </summary>
/// <remarks>
/// <para>Not here because Erlang itself fixes them: an atom has at most 255 characters, a reference at most 5 words.
/// Counts inside a term are never trusted: each is checked against the bytes that are left before anything is allocated.</para>
/// <para>No operation on a term recurses for more than a few levels, so none needs more of a thread's stack for a deeper term.</para>
/// </remarks>
public sealed record TermLimits
{
    /// <summary>The defaults.</summary>
    public static TermLimits Default { get; } = new();

    /// <summary>
    /// How deep lists, tuples, maps, records and funs may stand in one another, read or written; empty ones and what stands in a
    /// list as text does not count. 100,000. OTP has no such limit.
    /// </summary>
    public int MaxDepth { get; init; } = 100_000;

    /// <summary>The longest encoded term, in bytes. 256 MiB.</summary>
    public int MaxTermBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// The most memory, in bytes, that the objects may take which a term is made of, beside the bytes of its binaries and large
    /// integers: a list of eight million <c>{[]}</c> has 24 MB encoded and would take twenty times that. 128 MiB. Counted for
    /// <see cref="TermReader.ReadTerm"/> as it reads, by the sizes of a 64-bit runtime.
    /// </summary>
    public long MaxObjectBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>The most that a compressed term (tag 80) may unpack to, in bytes. 64 MiB.</summary>
    public int MaxDecompressedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// The most elements of lists and tuples, keys and values of maps, values of records and variables of funs in one term, all
    /// together. 16,777,216.
    /// </summary>
    public int MaxElements { get; init; } = 16 * 1024 * 1024;

    /// <summary>The longest integer, in bytes; converting a longer one to text takes noticeable time. 64 KiB.</summary>
    public int MaxIntegerBytes { get; init; } = 64 * 1024;
}
