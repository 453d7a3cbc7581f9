using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// Chooses an authority that isn't a root, called as OTP calls a <c>partial_chain</c>: where the peer's chain leads to no root that is
/// trusted.
/// </summary>
/// <param name="chain">The peer's chain, its own certificate first.</param>
/// <returns>The certificate of the chain to trust (<c>{trusted_ca,DER}</c>); null = none (<c>unknown_ca</c>).</returns>
public delegate X509Certificate2? TlsPartialChain(IReadOnlyList<X509Certificate2> chain);
