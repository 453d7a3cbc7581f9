namespace AkkaErlDist.Remoting;

/// <summary>
/// The receiving end of Akka's reliable delivery of system messages: each is dealt with once and in order, however often it is
/// sent. Messages that come too early wait.
/// </summary>
internal sealed class SequenceBuffer
{
    private const int MaxEarly = 4096;
    private readonly SortedDictionary<ulong, byte[]> _early = [];
    private ulong _next;

    /// <summary>What to do with a message.</summary>
    public enum Arrival
    {
        /// <summary>It is its turn.</summary>
        InTurn,

        /// <summary>It was dealt with before, or waits already.</summary>
        Known,

        /// <summary>One before it is missing; it is kept, or there is no room.</summary>
        Early,
    }

    /// <summary>The number to acknowledge: the highest that arrived.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Whether there is anything to acknowledge.</summary>
    public bool HasArrivals => _next > 0 || _early.Count > 0;

    /// <summary>Those below <see cref="Highest"/> that did not arrive.</summary>
    public IEnumerable<ulong> Missing
    {
        get
        {
            ulong expected = _next;
            foreach (ulong early in _early.Keys)
            {
                for (; expected < early; expected++)
                {
                    yield return expected;
                }

                expected++;
            }
        }
    }

    /// <summary>Notes a message.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="pdu">Its PDU, copied where it must wait.</param>
    public Arrival Accept(ulong sequence, ReadOnlySpan<byte> pdu)
    {
        if (sequence < _next || _early.ContainsKey(sequence))
        {
            return Arrival.Known;
        }

        if (sequence > _next)
        {
            // What lies beyond the room is not acknowledged, so it is sent again.
            if (sequence - _next <= MaxEarly)
            {
                _early.Add(sequence, pdu.ToArray());
                Highest = Math.Max(Highest, sequence);
            }

            return Arrival.Early;
        }

        _next++;
        Highest = Math.Max(Highest, sequence);
        return Arrival.InTurn;
    }

    /// <summary>The PDU whose turn has come by those before it, if there is one.</summary>
    public byte[]? TakeNext()
    {
        if (!_early.Remove(_next, out byte[]? pdu))
        {
            return null;
        }

        _next++;
        return pdu;
    }

    /// <summary>The sender counts from 0 again.</summary>
    public void Restart()
    {
        _early.Clear();
        _next = 0;
        Highest = 0;
    }
}
