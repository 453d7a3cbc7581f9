using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.TestKit;

/// <summary>A certificate authority in memory, for tests: with it any certificate can be had, the faulty ones too.</summary>
public sealed class TestAuthority
{
    /// <summary>Makes one that lives as long as the process.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="parent">The authority above it; null: it is signed by itself.</param>
    public TestAuthority(string subject = "CN=test CA", TestAuthority? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset begin = DateTimeOffset.UtcNow.AddDays(-100);
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(100);
        Certificate = parent is null
            ? request.CreateSelfSigned(begin, end)
            : request.Create(parent.Certificate, begin, end.AddDays(-1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    /// <summary>Its own certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Its own certificate as PEM, for <c>cacertfile</c>.</summary>
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>A certificate with its key.</summary>
    public X509Certificate2 Issue(TestCertificateOptions wish)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 issued = Request(wish, key).Create(Certificate, wish.NotBefore, wish.NotAfter, Serial());
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate that is signed by itself.</summary>
    public static X509Certificate2 SelfSigned(TestCertificateOptions wish)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(wish, key).CreateSelfSigned(wish.NotBefore, wish.NotAfter);
    }

    /// <summary>A list of revoked certificates, DER.</summary>
    public byte[] Revoke(IEnumerable<X509Certificate2> revoked, DateTimeOffset? nextUpdate = null)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (X509Certificate2 certificate in revoked)
        {
            builder.AddEntry(certificate);
        }

        return builder.Build(
            Certificate, 1, nextUpdate ?? DateTimeOffset.UtcNow.AddDays(10), HashAlgorithmName.SHA256, null, DateTimeOffset.UtcNow.AddDays(-20));
    }

    /// <summary>Certificate and key as PEM.</summary>
    public static string PemBundle(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static CertificateRequest Request(TestCertificateOptions wish, ECDsa key)
    {
        var request = new CertificateRequest(wish.Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var usages = new OidCollection();
        if (wish.ForServers)
        {
            usages.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        }

        if (wish.ForClients)
        {
            usages.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        if (wish.DnsNames.Count + wish.Addresses.Count > 0)
        {
            request.CertificateExtensions.Add(AlternativeNames(wish));
        }

        return request;
    }

    /// <summary>By hand, since the framework's builder takes no names such as <c>py@vm</c>.</summary>
    private static X509Extension AlternativeNames(TestCertificateOptions wish)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (string name in wish.DnsNames)
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            foreach (string address in wish.Addresses)
            {
                writer.WriteOctetString(IPAddress.Parse(address).GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
            }
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = (byte)((serial[0] & 0x7F) | 1);
        return serial;
    }
}
