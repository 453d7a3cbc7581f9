using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Tool.Output;

namespace ErlDist.Tool.Certificates;

/// <summary>
/// A certificate authority for development, and certificates of nodes: what <c>erldist certs</c> writes. The files of a directory
/// belong together; later calls add nodes under the authority that is there.
/// </summary>
internal sealed class DevelopmentCertificates : IDisposable
{
    private const string AuthorityFile = "ca.pem";
    private const string AuthorityKeyFile = "ca.key";
    private const int MaxCommonName = 64;
    private static readonly TimeSpan s_authorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan s_nodeLife = TimeSpan.FromDays(825);

    private readonly string _directory;
    private readonly X509Certificate2 _authority;

    private DevelopmentCertificates(string directory, X509Certificate2 authority)
    {
        _directory = directory;
        _authority = authority;
    }

    /// <summary>Whether a directory has an authority.</summary>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, AuthorityFile));

    /// <summary>Opens the directory's authority, or makes directory and authority.</summary>
    public static DevelopmentCertificates Open(string directory)
    {
        directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(directory);
        string file = Path.Combine(directory, AuthorityFile);
        string keyFile = Path.Combine(directory, AuthorityKeyFile);
        if (!File.Exists(file))
        {
            using X509Certificate2 made = MakeAuthority();
            SecretFile.Write(keyFile, KeyPem(made));
            File.WriteAllText(file, made.ExportCertificatePem() + "\n");
        }

        return new DevelopmentCertificates(directory, X509Certificate2.CreateFromPemFile(file, keyFile));
    }

    /// <summary>The nodes that the directory has certificates of.</summary>
    public IEnumerable<string> Nodes => Directory.EnumerateFiles(_directory, "*@*.pem").Select(f => Path.GetFileNameWithoutExtension(f)).Order();

    /// <summary>Writes <c>NODE.pem</c>: a certificate with a key of its own, in place of those that were there.</summary>
    /// <returns>The file.</returns>
    public string Renew(string node)
    {
        using X509Certificate2 certificate = MakeNode(node);
        string pem = Path.Combine(_directory, node + ".pem");
        SecretFile.Write(pem, certificate.ExportCertificatePem() + "\n" + KeyPem(certificate));
        return pem;
    }

    /// <summary>Writes <c>NODE.pem</c> (certificate and key) and <c>NODE.conf</c> (an option file for erl and erldist).</summary>
    /// <returns>The option file.</returns>
    public string Issue(string node)
    {
        string pem = Renew(node);
        string options = Path.Combine(_directory, node + ".conf");
        File.WriteAllText(options, OptionFile(node, pem, Path.Combine(_directory, AuthorityFile)));
        return options;
    }

    public void Dispose() => _authority.Dispose();

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ErlDist development CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now + s_authorityLife);
    }

    private X509Certificate2 MakeNode(string node)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(node.Length <= MaxCommonName ? node : node[..MaxCommonName]);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1", "serverAuth"), new Oid("1.3.6.1.5.5.7.3.2", "clientAuth")],
            critical: false));
        request.CertificateExtensions.Add(AlternativeNames(node));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset end = now + s_nodeLife < _authority.NotAfter ? now + s_nodeLife : _authority.NotAfter;
        using X509Certificate2 certificate = request.Create(_authority, now.AddDays(-1), end, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>
    /// The host as a DNS name, which is what OTP's clients compare, also for an address; the node's name, as OTP's chapter
    /// describes it; and the addresses of the host where it says them. Written by hand because the framework's builder refuses
    /// names that are no host names.
    /// </summary>
    private static X509Extension AlternativeNames(string node)
    {
        string host = NodeName.HostOf(node);
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? address) ? [address]
            : host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : [];
        var dnsTag = new Asn1Tag(TagClass.ContextSpecific, 2);
        var addressTag = new Asn1Tag(TagClass.ContextSpecific, 7);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, host, dnsTag);
            writer.WriteCharacterString(UniversalTagNumber.IA5String, node, dnsTag);
            foreach (IPAddress ip in addresses)
            {
                writer.WriteOctetString(ip.GetAddressBytes(), addressTag);
            }
        }

        return new X509Extension("2.5.29.17", writer.Encode(), critical: false);
    }

    private static string OptionFile(string node, string certificate, string authority)
    {
        string files = $"{{certfile, {Quote(certificate)}}},\n           {{cacertfile, {Quote(authority)}}},\n           ";
        string nameFlag = node.Contains('.', StringComparison.Ordinal) ? "-name" : "-sname";
        return
            $$"""
            %% TLS for the Erlang distribution of {{node}}, for development. Made by erldist certs.
            %%   erl -proto_dist inet_tls -ssl_dist_optfile THIS_FILE {{nameFlag}} {{node}} ...
            [{server, [{{files}}{verify, verify_peer},
                       {fail_if_no_peer_cert, true},
                       {versions, ['tlsv1.3', 'tlsv1.2']}]},
             {client, [{{files}}{verify, verify_peer},
                       {versions, ['tlsv1.3', 'tlsv1.2']}]}].

            """.ReplaceLineEndings("\n");
    }

    private static string Quote(string path) =>
        '"' + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private static string KeyPem(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
