namespace ErlDist.Wire;

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
