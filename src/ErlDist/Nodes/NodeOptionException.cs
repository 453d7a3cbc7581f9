namespace ErlDist;

/// <summary>
/// An option that no node can start with, or that there is no usable cookie. The message names it as it was written and says what it takes; it never
/// holds a cookie.
/// </summary>
public sealed class NodeOptionException : ErlangException
{
    internal NodeOptionException(string option, string message, Exception? inner = null)
        : base(message, inner) => Option = option;

    /// <summary>The name of the property of <see cref="ErlangNodeOptions"/>.</summary>
    public string Option { get; }
}
