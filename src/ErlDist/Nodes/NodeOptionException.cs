namespace ErlDist;

/// <summary>An option that no node can start with. The message names it as it was written and says what it takes.</summary>
public sealed class NodeOptionException : ErlangException
{
    internal NodeOptionException(string option, string message)
        : base(message) => Option = option;

    /// <summary>The name of the property of <see cref="ErlangNodeOptions"/>.</summary>
    public string Option { get; }
}
