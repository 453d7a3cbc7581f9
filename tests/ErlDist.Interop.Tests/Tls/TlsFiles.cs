using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Tls;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>An authority, certificates and option files on disk, for nodes of both kinds; they go with it.</summary>
public sealed class TlsFiles : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("erldist-tls-").FullName;
    private int _count;

    public TlsFiles() => CaFile = Write("ca.pem", Authority.Pem);

    public TestAuthority Authority { get; } = new();

    public string CaFile { get; }

    public static TestCertificateOptions Localhost { get; } = new() { DnsNames = ["localhost"] };

    public string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>An option file with the certificate in both roles and whatever else each role is to have.</summary>
    public string Options(X509Certificate2? certificate, string server, string client)
    {
        int number = Interlocked.Increment(ref _count);
        string own = certificate is null ? "" : $"{{certfile, \"{Write($"node{number}.pem", TestAuthority.PemBundle(certificate))}\"}}, ";
        string common = own + $"{{cacertfile, \"{CaFile}\"}}, ";
        return Write($"node{number}.conf", $"[{{server, [{common}{server}]}}, {{client, [{common}{client}]}}].\n");
    }

    /// <summary>An option file that asks for certificates on both sides.</summary>
    public string Mutual(X509Certificate2 certificate, string version = "tlsv1.3") =>
        Options(
            certificate,
            $"{{versions, ['{version}']}}, {{verify, verify_peer}}, {{fail_if_no_peer_cert, true}}",
            $"{{versions, ['{version}']}}, {{verify, verify_peer}}");

    /// <summary>A directory with the authority's list of one revoked certificate, under its hash name.</summary>
    public string WriteCrl(X509Certificate2 revoked)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_directory, "crls")).FullName;
        string name = NameHash.Of(Authority.Certificate.SubjectName) + ".r0";
        File.WriteAllText(Path.Combine(directory, name), PemEncoding.WriteString("X509 CRL", Authority.Revoke([revoked])));
        return directory;
    }

    /// <summary>Lets erl find localhost on IPv6, where the machine's own hosts file lacks it.</summary>
    public string[] Inet6Flags() =>
        ["-kernel", "inetrc", $"\"{Write("inetrc", "{host,{0,0,0,0,0,0,0,1},[\"localhost\"]}.\n{lookup,[file,native]}.\n")}\""];

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
