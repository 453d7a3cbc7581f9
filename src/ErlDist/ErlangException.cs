namespace ErlDist;

/// <summary>The base of all that ErlDist throws; the message says what happened and what to do.</summary>
public abstract class ErlangException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">The cause; null = none.</param>
    protected ErlangException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
