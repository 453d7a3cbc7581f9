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

/// <summary>What one peer has of a <see cref="ByteBudget"/>.</summary>
internal sealed class ByteShare(ByteBudget budget)
{
    private long _taken;
    private long _known;

    /// <summary>How many bytes it has.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>How many of them the budget knows of; written under its lock.</summary>
    internal long Known
    {
        get => Volatile.Read(ref _known);
        set => Volatile.Write(ref _known, value);
    }

    /// <summary>Takes some, whatever there is. False: there are none left and it has more than its part; its peer may bring nothing more.</summary>
    public bool Take(long bytes) => Interlocked.Add(ref _taken, bytes) <= Known + budget.Slack || budget.Update(this);

    /// <summary>Gives some back.</summary>
    /// <returns>How many are left.</returns>
    public long Return(long bytes)
    {
        long left = Interlocked.Add(ref _taken, -bytes);
        if (left < Known - budget.Slack || (left == 0 && Known > 0))
        {
            budget.Update(this);
        }

        return left;
    }

    /// <summary>What to say when <see cref="Take"/> gave false.</summary>
    public string Complaint => $"its messages, links and monitors hold {Taken} bytes here, and those of all peers together more than the {budget.Max} that are allowed (NodeLimits.HeldBytes).";
}
