using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Nodes;
using ErlDist.Testing;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>What a real node is refused for, and what refuses a real node: our side names the cause each time.</summary>
public sealed class RefusalSpec
{
    public static TheoryData<string, string, string> Rows => new()
    {
        { "expired", "tlsv1.2", "expired" },
        { "expired", "tlsv1.3", "expired" },
        { "self-signed", "tlsv1.2", "itself" },
        { "self-signed", "tlsv1.3", "itself" },
        { "other authority", "tlsv1.3", "authority" },
        { "no client use", "tlsv1.3", "clientAuth" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_BEAM_with_a_bad_certificate_is_refused_in_both_directions(string fault, string version, string said)
    {
        using var files = new TlsFiles();
        X509Certificate2 bad = Bad(files, fault);
        string good = files.Mutual(files.Authority.Issue(TlsFiles.Localhost), version);
        await using Pair pair = await Pair.StartAsync(files.Mutual(bad, version), good, "inet_tls", "inet_tls");

        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync(said);
        if (fault != "no client use")
        {
            NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.PingAsync(pair.Beam.Name));
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("expired", "tlsv1.2")]
    [InlineData("expired", "tlsv1.3")]
    [InlineData("self-signed", "tlsv1.2")]
    [InlineData("self-signed", "tlsv1.3")]
    public async Task A_BEAM_that_refuses_our_certificate_is_reported_as_such(string fault, string version)
    {
        using var files = new TlsFiles();
        string good = files.Mutual(files.Authority.Issue(TlsFiles.Localhost), version);
        await using Pair pair = await Pair.StartAsync(good, files.Mutual(Bad(files, fault), version), "inet_tls", "inet_tls");

        NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.PingAsync(pair.Beam.Name));
        Assert.Equal(ConnectFailure.Carrier, refused.Reason);
        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_BEAM_that_finds_another_name_in_our_certificate_is_reported_as_such()
    {
        using var files = new TlsFiles();
        string good = files.Mutual(files.Authority.Issue(TlsFiles.Localhost));
        string elsewhere = files.Mutual(files.Authority.Issue(new TestCertificateOptions { DnsNames = ["elsewhere"] }));
        await using Pair pair = await Pair.StartAsync(good, elsewhere, "inet_tls", "inet_tls");

        // OTP 25 says handshake_failure, OTP 29 bad_certificate.
        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync("isn't issued to the name by which it calls us");
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task A_BEAM_with_the_key_of_another_certificate_is_told_so_in_both_directions(string version)
    {
        using var files = new TlsFiles();
        X509Certificate2 certificate = files.Authority.Issue(TlsFiles.Localhost);
        string good = files.Mutual(certificate, version);
        string other = files.Mutual(certificate, version);
        files.Write("node2.pem", certificate.ExportCertificatePem() + "\n" + TestAuthority.PemBundle(files.Authority.Issue(TlsFiles.Localhost)));
        await using Pair pair = await Pair.StartAsync(other, good, "inet_tls", "inet_tls");

        NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.PingAsync(pair.Beam.Name));
        Assert.Contains("without having its key", refused.Message, StringComparison.Ordinal);
        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync("without having its key");
    }

    [Fact]
    public async Task A_BEAM_with_a_revoked_certificate_is_refused_in_both_directions()
    {
        using var files = new TlsFiles();
        X509Certificate2 revoked = files.Authority.Issue(TlsFiles.Localhost);
        string directory = files.WriteCrl(revoked);
        const string Mutual = "{versions, ['tlsv1.3']}, {verify, verify_peer}";
        string crl = $", {{crl_check, peer}}, {{crl_cache, {{ssl_crl_hash_dir, {{internal, [{{dir, \"{directory}\"}}]}}}}}}";
        string ours = files.Options(
            files.Authority.Issue(TlsFiles.Localhost), Mutual + ", {fail_if_no_peer_cert, true}" + crl, Mutual + crl);
        await using Pair pair = await Pair.StartAsync(files.Mutual(revoked), ours, "inet_tls", "inet_tls");
        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync("revoked");
        NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.PingAsync(pair.Beam.Name));
        Assert.Contains("revoked", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_BEAM_without_a_client_certificate_is_refused_where_one_is_required()
    {
        using var files = new TlsFiles();
        string good = files.Mutual(files.Authority.Issue(TlsFiles.Localhost));
        string none = files.Options(null, "{versions, ['tlsv1.3']}", "{versions, ['tlsv1.3']}, {verify, verify_peer}");
        await using Pair pair = await Pair.StartAsync(none, good, "inet_tls", "inet_tls");
        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync("certificate");
    }

    [Fact]
    public async Task Plain_TCP_into_our_TLS_port_and_our_TLS_into_a_plain_port_are_named()
    {
        using var files = new TlsFiles();
        string good = files.Mutual(files.Authority.Issue(TlsFiles.Localhost));
        await using Pair pair = await Pair.StartAsync(null, good, "inet_tcp", "inet_tls");
        NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.PingAsync(pair.Beam.Name));
        Assert.Contains("proto_dist", refused.Message, StringComparison.Ordinal);
        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync("TLS");
    }

    [Fact]
    public async Task Our_plain_TCP_into_a_TLS_port_and_a_TLS_peer_on_our_plain_port_are_named()
    {
        using var files = new TlsFiles();
        string good = files.Mutual(files.Authority.Issue(TlsFiles.Localhost));
        await using Pair pair = await Pair.StartAsync(good, null, "inet_tls", "inet_tcp");
        NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => pair.Node.PingAsync(pair.Beam.Name));
        Assert.Contains("proto_dist", refused.Message, StringComparison.Ordinal);
        Assert.Equal("pang", await pair.Beam.EvalAsync($"net_adm:ping('{pair.Node.Name}')"));
        await pair.LogHasAsync("refused");
    }

    private static X509Certificate2 Bad(TlsFiles files, string fault) => fault switch
    {
        "expired" => files.Authority.Issue(TlsFiles.Localhost with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) }),
        "self-signed" => TestAuthority.SelfSigned(TlsFiles.Localhost),
        "other authority" => new TestAuthority("CN=other").Issue(TlsFiles.Localhost),
        _ => files.Authority.Issue(TlsFiles.Localhost with { ForClients = false }),
    };

    private sealed class Pair(PrivateEpmd epmd, BeamNode beam, ErlangNode node, Lines log) : IAsyncDisposable
    {
        public BeamNode Beam => beam;

        public ErlangNode Node => node;

        public static async Task<Pair> StartAsync(string? beamOptions, string? ourOptions, string beamDist, string ourDist)
        {
            PrivateEpmd epmd = await PrivateEpmd.StartAsync();
            BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions { EpmdPort = epmd.Port, ProtoDist = beamDist, OptFile = beamOptions });
            var log = new Lines();
            ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions
            {
                Name = "net@localhost",
                Cookie = new Cookie("secret"),
                ProtoDist = ourDist,
                Tls = ourOptions is null ? null : TlsOptions.FromOptionFile(ourOptions),
                Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
                LoggerFactory = log,
            });
            return new Pair(epmd, beam, node, log);
        }

        public Task LogHasAsync(string text) => log.WaitForAsync(text);

        public async ValueTask DisposeAsync()
        {
            await node.DisposeAsync();
            await beam.DisposeAsync();
            await epmd.DisposeAsync();
        }
    }

    /// <summary>The node's log, line by line.</summary>
    private sealed class Lines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly SemaphoreSlim _more = new(0);

        public async Task WaitForAsync(string text)
        {
            var limit = TimeSpan.FromSeconds(15);
            while (!_lines.Any(l => l.Contains(text, StringComparison.Ordinal)))
            {
                Assert.True(await _more.WaitAsync(limit), $"no line with '{text}' in:\n{string.Join('\n', _lines)}");
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue(formatter(state, exception));
            _more.Release();
        }
    }
}
