using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;
using ErlDist.Testing;
using ErlDist.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Tests.Tls;

/// <summary>What the key usage of certificates and the dates of revocation lists decide, as a BEAM node judges them.</summary>
public sealed class KeyUsageTests
{
    [Theory]
    [InlineData(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, TlsError.CertificateRevoked, "on ")]
    [InlineData(null, TlsError.CertificateRevoked, "on ")]
    [InlineData(X509KeyUsageFlags.KeyCertSign, TlsError.RevocationUnknown, "cRLSign")]
    public void A_list_counts_where_its_issuer_may_sign_lists(X509KeyUsageFlags? usage, TlsError expected, string said)
    {
        RevocationStatus status = CheckRevoked(usage, DateTimeOffset.UtcNow.AddDays(-1));
        Assert.Equal(expected, status.Fault);
        Assert.Contains(said, status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_ahead_of_our_clock_counts() =>
        Assert.Equal(TlsError.CertificateRevoked, CheckRevoked(usage: null, DateTimeOffset.UtcNow.AddHours(1)).Fault);

    [Fact]
    public void A_certificate_that_is_not_for_signing_is_refused_in_these_words()
    {
        using var directory = new TemporaryDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = SelfSigned(key, X509KeyUsageFlags.KeyAgreement);
        string file = directory.Write("node.pem", System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"));
        TlsOptionException e = Assert.Throws<TlsOptionException>(
            () => Carrier.Create("inet_tls", new TlsOptions { Server = new TlsServerOptions { CertificateFile = file, Verify = TlsVerify.None } }));
        Assert.Contains("digitalSignature", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_ours_that_OpenSSL_finds_too_small_is_told_with_its_option()
    {
        var refused = new AuthenticationException(
            "Authentication failed.", new IOException("Using SSL certificate failed with OpenSSL error - ee key too small."));
        TlsFailure failure = HandshakeFailures.Explain(refused, new PeerIdentity { IsServer = false }, new TlsServerOptions());
        Assert.Contains("TlsServerOptions.CertificateFile as too small", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What is said of a certificate that is on the list of an authority with this key usage.</summary>
    private static RevocationStatus CheckRevoked(X509KeyUsageFlags? usage, DateTimeOffset madeAt)
    {
        using var directory = new TemporaryDirectory();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = SelfSigned(key, usage);
        byte[] serial = [1, 2, 3];
        var signer = X509SignatureGenerator.CreateForECDsa(key);
        using X509Certificate2 leaf = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256)
            .Create(authority.SubjectName, signer, authority.NotBefore, authority.NotAfter, serial);
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(serial, madeAt);
        byte[] der = list.Build(
            authority.SubjectName, signer, 1, madeAt.AddDays(5), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: false, includeIssuerAndSerial: true), madeAt);
        var store = new CrlStore(new TlsServerOptions { CrlFiles = [directory.Write("all.crl", der)] }, NullLogger.Instance);
        return store.Check(leaf, [authority], DateTime.UtcNow, missing: null);
    }

    private static X509Certificate2 SelfSigned(ECDsa key, X509KeyUsageFlags? usage)
    {
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        if (usage is { } flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        }

        return request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9), [7]);
    }
}
