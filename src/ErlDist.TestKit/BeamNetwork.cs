using System.Net;
using ErlDist.Embedding;

namespace ErlDist.TestKit;

/// <summary>
/// A network for one test: an EPMD on a free port of the loopback, a cookie, and with TLS an authority, a certificate and an option file.
/// Nodes of the BEAM and of .NET that are started on it find each other and nobody else, so tests may run side by side.
/// </summary>
public sealed class BeamNetwork : IAsyncDisposable
{
    private readonly EpmdServer _epmd;
    private readonly string _directory;
    private readonly BeamNetworkOptions _options;

    private BeamNetwork(BeamNetworkOptions options, EpmdServer epmd, string directory)
    {
        (_options, _epmd, _directory) = (options, epmd, directory);
        OptionFile = options.ProtoDist.EndsWith("_tls", StringComparison.Ordinal) ? WriteOptionFile() : null;
    }

    /// <summary>The port of EPMD: <c>ERL_EPMD_PORT</c>, <c>epmd-port</c>, <see cref="EpmdOptions.Port"/>.</summary>
    public int EpmdPort => _epmd.Port;

    /// <summary>The cookie.</summary>
    public string Cookie => _options.Cookie;

    /// <summary>
    /// The path of the option file for all nodes (<c>-ssl_dist_optfile</c>): TLS 1.3 and 1.2, both sides verified. Null without TLS.
    /// </summary>
    public string? OptionFile { get; }

    /// <summary>Whether there is an <c>erl</c> to start, for tests that are skipped without.</summary>
    public static bool IsAvailable => OtpRelease.Current.IsInstalled;

    /// <summary>Begins one.</summary>
    /// <param name="options">How its nodes talk; null: all by default.</param>
    public static BeamNetwork Start(BeamNetworkOptions? options = null)
    {
        var epmd = EpmdServer.Start(new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback] });
        return new BeamNetwork(options ?? new(), epmd, Directory.CreateTempSubdirectory("erldist-testkit-").FullName);
    }

    /// <summary>Starts a BEAM node; it ends when it is disposed of.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Changes how it is started.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It did not come up; the message has its output.</exception>
    public Task<BeamNode> StartBeamAsync(
        string name = "beam@localhost", Func<BeamNodeOptions, BeamNodeOptions>? change = null, CancellationToken cancellationToken = default)
    {
        var options = new BeamNodeOptions
        {
            Name = name,
            Cookie = Cookie,
            ProtoDist = _options.ProtoDist,
            OptFile = OptionFile,
            EpmdPort = EpmdPort,
        };
        return BeamNode.StartAsync(change is null ? options : change(options), cancellationToken);
    }

    /// <summary>Starts a node in this process; it ends when it is disposed of.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Changes how it is started.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ErlangNode> StartNodeAsync(
        string name = "dotnet@localhost", Func<ErlangNodeOptions, ErlangNodeOptions>? change = null, CancellationToken cancellationToken = default)
    {
        ErlangNodeOptions options = OptionsOf(name);
        return ErlangNode.StartAsync(change is null ? options : change(options), cancellationToken);
    }

    /// <summary>What a node of this process needs to be on the network.</summary>
    /// <param name="name">Its name.</param>
    public ErlangNodeOptions OptionsOf(string name) => new()
    {
        Name = name,
        Cookie = new(Cookie),
        ProtoDist = _options.ProtoDist,
        Tls = OptionFile is null ? null : TlsOptions.FromOptionFile(OptionFile),
        Epmd = new EpmdOptions { Port = EpmdPort, StartServer = false },
    };

    /// <summary>Ends EPMD and removes the files; nodes are disposed of before.</summary>
    public async ValueTask DisposeAsync()
    {
        await _epmd.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_directory, recursive: true);
    }

    private string WriteOptionFile()
    {
        var authority = new TestAuthority();
        string ca = Write("ca.pem", authority.Pem);
        string node = Write("node.pem", TestAuthority.PemBundle(authority.Issue(new TestCertificateOptions { DnsNames = _options.Hosts })));
        string common = $"{{certfile, \"{node}\"}}, {{cacertfile, \"{ca}\"}}, {{verify, verify_peer}}, {{versions, ['tlsv1.3', 'tlsv1.2']}}";
        return Write("node.conf", $"[{{server, [{common}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{common}]}}].\n");
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
