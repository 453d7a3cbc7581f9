namespace ErlDist.Connections;

/// <summary>
/// Whether large messages have one direction of a connection to themselves, and have had it for so long that small ones are not to be
/// expected. Of one reader or writer.
/// </summary>
internal sealed class BulkRun
{
    /// <summary>A message with a shorter payload ends the run: it is what would wait behind the large ones.</summary>
    public const int SmallBytes = 16 * 1024;

    private const long EnoughBytes = 16 * 1024 * 1024;
    private long _bytes;

    /// <summary>Whether the run is long enough.</summary>
    public bool IsBulk => _bytes >= EnoughBytes;

    /// <summary>So many bytes went by.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="hadSmall">Whether a small message was among them.</param>
    /// <returns>Whether <see cref="IsBulk"/> has changed.</returns>
    public bool Add(long bytes, bool hadSmall)
    {
        bool was = IsBulk;
        _bytes = hadSmall ? 0 : _bytes + bytes;
        return was != IsBulk;
    }
}
