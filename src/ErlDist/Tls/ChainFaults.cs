using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>The system's findings about a chain, as <see cref="TlsError"/>.</summary>
internal static class ChainFaults
{
    private const X509ChainStatusFlags Time = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested;

    private const X509ChainStatusFlags Ignored =
        X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation
        | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotValidForUsage | Time;

    /// <summary>The faults of one element, the ones that OTP reports first ahead.</summary>
    /// <param name="flags">What the system found.</param>
    /// <param name="path">The chain, the peer's certificate first.</param>
    /// <param name="index">The element's place in it.</param>
    public static IEnumerable<TlsError> Of(X509ChainStatusFlags flags, X509Certificate2[] path, int index)
    {
        // OTP takes no peer that vouches for itself, not even one whose certificate stands among the authorities
        // (ssl_certificate:trusted_cert_and_paths).
        if (path.Length == 1 && AnchorSet.IsSelfIssued(path[0]))
        {
            yield return TlsError.SelfSigned;
        }
        else if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            yield return TlsError.UnknownCa;
        }

        if ((flags & Time) != 0)
        {
            yield return TlsError.CertificateExpired;
        }

        // The system blames the whole chain.
        if ((flags & X509ChainStatusFlags.NotValidForUsage) != 0 && index == 0)
        {
            yield return TlsError.WrongUsage;
        }

        if ((flags & ~Ignored) != 0)
        {
            yield return TlsError.InvalidCertificate;
        }
    }
}
