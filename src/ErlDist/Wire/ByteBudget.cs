namespace ErlDist.Wire;

/// <summary>
/// So many bytes for all peers of a node together, each with a <see cref="ByteShare"/> of it. Once they are used up, a peer that holds
/// more than its part (all of them divided by the number of peers that hold any) gets no more; who holds less goes on, so that one that
/// takes all there is harms itself alone. Safe for many threads.
/// </summary>
/// <param name="max">How many bytes, or other things.</param>
/// <param name="slack">See <see cref="Slack"/>; null: some for bytes.</param>
internal sealed class ByteBudget(long max, long? slack = null)
{
    private readonly Lock _gate = new();
    private long _taken;
    private int _holders;

    /// <summary>How many there are in all.</summary>
    public long Max => max;

    /// <summary>How far a share is from what is known of it here, so that small changes cost no lock.</summary>
    public long Slack { get; } = slack ?? Math.Min(64 * 1024, max / 16);

    /// <summary>What is known to be taken: of each share what is beyond <see cref="Slack"/>.</summary>
    public long Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>A share has changed.</summary>
    /// <returns>False when it is larger than its part and there are none left.</returns>
    public bool Update(ByteShare share)
    {
        lock (_gate)
        {
            long known = share.Known;
            share.Known = Math.Max(0, share.Taken);
            _taken += share.Known - known;
            _holders += Math.Sign(share.Known) - Math.Sign(known);
            return _taken <= max || share.Known <= max / Math.Max(1, _holders);
        }
    }
}
