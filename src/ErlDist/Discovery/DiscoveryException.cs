namespace ErlDist.Embedding;

/// <summary>A node could not be looked for; the message says why and what to do.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="inner">The cause; null = none.</param>
public sealed class DiscoveryException(string message, Exception? inner = null) : ErlangException(message, inner);
