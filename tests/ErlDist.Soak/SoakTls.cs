using ErlDist.Testing.Tls;

namespace ErlDist.Soak;

/// <summary>Certificates and an option file for all nodes: TLS 1.3, both sides verified.</summary>
internal sealed class SoakTls : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("erldist-soak-").FullName;

    public SoakTls()
    {
        var authority = new TestAuthority();
        string ca = Write("ca.pem", authority.Pem);
        string node = Write("node.pem", TestAuthority.PemBundle(authority.Issue(new CertificateWish { DnsNames = ["localhost"] })));
        string common = $"{{certfile, \"{node}\"}}, {{cacertfile, \"{ca}\"}}, {{versions, ['tlsv1.3']}}, {{verify, verify_peer}}";
        OptionFile = Write("soak.conf", $"[{{server, [{common}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{common}]}}].\n");
    }

    /// <summary>What <c>-ssl_dist_optfile</c> takes.</summary>
    public string OptionFile { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
