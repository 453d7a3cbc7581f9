namespace ErlDist.Tls;

/// <summary>What TLS ended with.</summary>
/// <param name="Error">The kind of failure.</param>
/// <param name="Message">The cause and what to do.</param>
/// <param name="Alert">The alert that the peer sent, if it did.</param>
internal sealed record TlsFailure(TlsError Error, string Message, TlsAlert? Alert = null);
