namespace ErlDist.Tls;

/// <summary>TLS options that cannot be used. The message names the option, its value and the file.</summary>
public sealed class TlsOptionException : ErlangException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The cause; null = none.</param>
    public TlsOptionException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The option by OTP's name, such as <c>certfile</c>; null where it is not about one.</summary>
    public string? Option { get; init; }

    /// <summary>The file that is missing, unreadable or wrong; null where it is not about one.</summary>
    public string? File { get; init; }
}
