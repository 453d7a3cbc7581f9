namespace ErlDist.Wire;

/// <summary>A peer broke the protocol. Its connection is to be closed; nothing else is touched.</summary>
internal sealed class WireException : ErlangException
{
    internal WireException(WireError error, string place, int offset, string detail, Exception? inner = null)
        : base($"The peer broke the distribution protocol in {place} at byte {offset}: {detail}", inner)
    {
        Error = error;
        Place = place;
        Offset = offset;
    }

    /// <summary>What was wrong.</summary>
    public WireError Error { get; }

    /// <summary>The message and part of it, by the protocol's own names.</summary>
    public string Place { get; }

    /// <summary>Where in the frame, in bytes behind its length.</summary>
    public int Offset { get; }
}
