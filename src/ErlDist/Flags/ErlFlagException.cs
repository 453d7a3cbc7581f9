namespace ErlDist.Embedding;

/// <summary>A flag that cannot be understood; the message names it and says what it takes.</summary>
public sealed class ErlFlagException : ErlangException
{
    /// <summary>Makes one.</summary>
    /// <param name="flag">The flag as it stands on the command line, with its dash.</param>
    /// <param name="message">What is wrong and what to write instead.</param>
    /// <param name="inner">The cause; null = none.</param>
    public ErlFlagException(string flag, string message, Exception? inner = null)
        : base(message, inner) => Flag = flag;

    /// <summary>The flag as it stands on the command line, with its dash.</summary>
    public string Flag { get; }
}
