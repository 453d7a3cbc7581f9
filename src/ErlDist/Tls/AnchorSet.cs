using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>Authorities as they stood at one moment. Roots are trusted; the others only help to find a way to one.</summary>
internal sealed class AnchorSet(IReadOnlyList<X509Certificate2> all)
{
    public IReadOnlyList<X509Certificate2> All => all;

    public X509Certificate2Collection Roots { get; } = new((X509Certificate2[])[.. all.Where(IsSelfIssued)]);

    public X509Certificate2Collection Intermediates { get; } = new((X509Certificate2[])[.. all.Where(c => !IsSelfIssued(c))]);

    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
