namespace ErlDist.Embedding;

/// <summary>A registration, a look-up or a start of EPMD that failed; the message says what to do.</summary>
public sealed class EpmdException : ErlangException
{
    /// <summary>Makes one.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">What the system said.</param>
    public EpmdException(EpmdError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>The kind of failure.</summary>
    public EpmdError Error { get; }
}
