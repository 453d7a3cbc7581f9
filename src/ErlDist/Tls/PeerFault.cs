using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>Something wrong with one certificate of the peer's chain.</summary>
/// <param name="Error">The kind.</param>
/// <param name="Certificate">Whose fault it is.</param>
/// <param name="IsPeer">Whether that is the peer's own certificate.</param>
/// <param name="Message">The cause and what to do.</param>
internal sealed record PeerFault(TlsError Error, X509Certificate2 Certificate, bool IsPeer, string Message);
