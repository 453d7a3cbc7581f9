namespace ErlDist.Testing.Tls;

/// <summary>A certificate of localhost and an option file for all nodes: TLS 1.3, both sides verified.</summary>
public sealed class SharedOptionFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("erldist-tls-").FullName;

    /// <summary>Writes them, to a directory of their own.</summary>
    public SharedOptionFile()
    {
        var authority = new TestAuthority();
        string ca = Write("ca.pem", authority.Pem);
        string node = Write("node.pem", TestAuthority.PemBundle(authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] })));
        string common = $"{{certfile, \"{node}\"}}, {{cacertfile, \"{ca}\"}}, {{versions, ['tlsv1.3']}}, {{verify, verify_peer}}";
        Path = Write("node.conf", $"[{{server, [{common}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{common}]}}].\n");
    }

    /// <summary>What <c>-ssl_dist_optfile</c> takes.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
