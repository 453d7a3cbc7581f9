using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ErlDist.Embedding;
using ErlDist.Testing;
using ErlDist.Testing.Carriers;
using ErlDist.Testing.Tls;
using ErlDist.Tls;

namespace ErlDist.Tests.Tls;

/// <summary>What single options do to handshakes on sockets. What every carrier does is in <see cref="TlsContract"/>.</summary>
public sealed class TlsRulesTests
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);
    private static readonly TestAuthority s_authority = new();
    private static readonly X509Certificate2 s_good = s_authority.Issue(new TestCertificateOptions { DnsNames = ["localhost"] });

    [Theory]
    [InlineData("b@localhost", TlsNameCheck.ServerName | TlsNameCheck.NodeName, null)]
    [InlineData("b@localhost", TlsNameCheck.ServerName, TlsError.CertificateNameMismatch)]
    [InlineData("c@localhost", TlsNameCheck.ServerName | TlsNameCheck.NodeName, TlsError.CertificateNameMismatch)]
    public async Task A_certificate_of_the_whole_node_name_will_do(string name, TlsNameCheck check, TlsError? expected)
    {
        TlsServerOptions server = Server() with { Certificate = s_authority.Issue(new TestCertificateOptions { DnsNames = [name] }) };
        (_, CarrierException? client) = await ConnectAsync(server, Client() with { NameCheck = check });
        Assert.Equal(expected, client?.TlsError);
        Assert.True(client is null || client.Message.Contains("DNS:localhost", StringComparison.Ordinal));
        Assert.True(name != "c@localhost" || client!.Message.Contains("DNS:localhost or DNS:b@localhost", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.2", TlsError.CertificateNameMismatch)]
    [InlineData("elsewhere", TlsError.CertificateNameMismatch)]
    public async Task An_address_as_the_server_name_is_looked_for_among_the_addresses(string name, TlsError? expected)
    {
        TlsServerOptions server = Server() with { Certificate = s_authority.Issue(new TestCertificateOptions { Addresses = ["127.0.0.1"] }) };
        (_, CarrierException? client) = await ConnectAsync(server, Client() with { ServerName = TlsServerName.Of(name) });
        Assert.Equal(expected, client?.TlsError);
    }

    [Theory]
    [InlineData("127.0.0.1", TlsNameCheck.ServerName | TlsNameCheck.NodeName | TlsNameCheck.Address, "have it issued to IP:127.0.0.1 or DNS:b@127.0.0.1")]
    [InlineData("::1", TlsNameCheck.ServerName | TlsNameCheck.Address, "have it issued to IP:::1,")]
    [InlineData("127.0.0.1", TlsNameCheck.ServerName, "have it issued to DNS:127.0.0.1,")]
    [InlineData("shop.test", TlsNameCheck.ServerName | TlsNameCheck.Address, "have it issued to DNS:shop.test,")]
    public void A_wrong_name_is_told_with_the_kind_of_name_that_would_do(string host, TlsNameCheck check, string said)
    {
        var peer = new PeerIdentity { IsServer = true, Host = host, NodeName = "b@" + host, ServerName = host };
        string message = PeerMessages.WrongName(peer, Client() with { NameCheck = check }, CertificateNames.Of(s_good));
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_leaves_the_other_authorities_of_a_file()
    {
        const string Broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        using var directory = new TemporaryDirectory();
        using var log = new CapturedLog();
        string some = directory.Write("some.pem", Encoding.ASCII.GetBytes(Broken + s_authority.Pem));
        string none = directory.Write("none.pem", Encoding.ASCII.GetBytes(Broken));
        TlsServerOptions server = Server() with { CaCertificates = [], CaCertificateFile = some };
        await using CarrierPair pair = await CarrierPair.StartAsync(
            Carrier.Create("inet_tls", new TlsOptions { Server = server, Client = Client() }, log), AddressFamily.InterNetwork);
        Assert.Equal((null, null), await ConnectAsync(pair));
        Assert.Single(log.Lines, l => l.Has("TlsServerOptions.CaCertificateFile: a certificate in the file") && l.Has("(1 of 2 are passed over; the others count.)"));
        TlsOptionException e = Assert.Throws<TlsOptionException>(
            () => Carrier.Create("inet_tls", new TlsOptions { Server = server with { CaCertificateFile = none }, Client = Client() }));
        Assert.Contains("can't be read", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{customize_hostname_check,[{match_fun,public_key:pkix_verify_hostname_match_fun(https)}]}", null)]
    [InlineData("{customize_hostname_check,[]}", TlsError.CertificateNameMismatch)]
    public async Task A_wildcard_counts_only_with_the_match_fun_of_https(string check, TlsError? expected)
    {
        X509Certificate2 wild = s_authority.Issue(new TestCertificateOptions { DnsNames = ["*.localhost.test"] });
        TlsClientOptions client = OptionText.Read(
            $"[{{client,[{{server_name_indication,\"a.localhost.test\"}},{{verify,verify_peer}},{check}]}}].", "x.conf").Client;
        (_, CarrierException? failure) = await ConnectAsync(
            Server() with { Certificate = wild }, client with { Certificate = s_good, CaCertificates = [s_authority.Certificate] });
        Assert.Equal(expected, failure?.TlsError);
    }

    [Fact]
    public async Task A_server_shows_the_certificate_that_a_clients_algorithms_allow()
    {
        using var directory = new TemporaryDirectory();
        (X509Certificate2 rsa, string rsaFile) = IssueRsa(directory);
        string ecFile = directory.Write("ec.pem", Encoding.ASCII.GetBytes(TestAuthority.PemBundle(s_good)));
        TlsServerOptions server = OptionText.Read(
            $"[{{server,[{{certs_keys,[#{{certfile => \"{ecFile}\"}},#{{certfile => \"{rsaFile}\"}}]}},{{versions,['tlsv1.2']}}]}}].", "x.conf").Server;
        Assert.Equal(s_good.Thumbprint, await ShownAsync(server, [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]));
        Assert.Equal(rsa.Thumbprint, await ShownAsync(server, [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]));
    }

    [Fact]
    public async Task A_server_has_options_by_host_and_by_function()
    {
        X509Certificate2 other = s_authority.Issue(new TestCertificateOptions { DnsNames = ["other.test"] });
        TlsServerOptions server = Server() with { Verify = TlsVerify.None };
        TlsServerOptions host = server with { Certificate = other };
        TlsServerOptions byHost = server with { HostOptions = new Dictionary<string, TlsServerOptions>(StringComparer.OrdinalIgnoreCase) { ["other.test"] = host } };
        TlsServerOptions byFunction = server with { HostFunction = name => name == "other.test" ? host : null };
        foreach (TlsServerOptions options in new[] { byHost, byFunction })
        {
            Assert.Equal(other.Thumbprint, await ShownAsync(options, null, "other.test"));
            Assert.Equal(s_good.Thumbprint, await ShownAsync(options, null, "localhost"));
        }

        TlsServerOptions throws = server with { HostFunction = _ => throw new InvalidOperationException("no such host") };
        (CarrierException? failure, _) = await ConnectAsync(throws, Client());
        Assert.Contains("no such host", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partial_chain_is_trusted_from_the_certificate_that_the_function_names()
    {
        var root = new TestAuthority("CN=far root");
        var middle = new TestAuthority("CN=middle", root);
        X509Certificate2 leaf = middle.Issue(new TestCertificateOptions { DnsNames = ["localhost"] });
        TlsServerOptions server = Server() with { Certificate = leaf, CertificateChain = [middle.Certificate] };
        TlsClientOptions client = Client() with { PartialChain = chain => chain.FirstOrDefault(c => c.Subject == "CN=middle") };
        Assert.Null((await ConnectAsync(server, client)).Client);
        Assert.Equal(TlsError.UnknownCa, (await ConnectAsync(server, client with { PartialChain = _ => null })).Client?.TlsError);
        Assert.Equal(TlsError.UnknownCa, (await ConnectAsync(server, client with { PartialChain = null })).Client?.TlsError);
        X509Certificate2 expired = middle.Issue(new TestCertificateOptions { DnsNames = ["localhost"], NotAfter = DateTimeOffset.UtcNow.AddDays(-1) });
        Assert.Equal(TlsError.CertificateExpired, (await ConnectAsync(server with { Certificate = expired }, client)).Client?.TlsError);
        var forger = new TestAuthority("CN=middle", new TestAuthority("CN=far root"));
        X509Certificate2 forged = forger.Issue(new TestCertificateOptions { DnsNames = ["localhost"] });
        Assert.NotNull((await ConnectAsync(server with { Certificate = forged }, client)).Client);
    }

    [Fact]
    public async Task A_certificate_with_a_broken_name_is_refused_in_our_own_words()
    {
        using var directory = new TemporaryDirectory();
        string list = directory.Write("all.crl", s_authority.Revoke([]));

        // A PrintableString with an underscore, which it must not have.
        byte[] name = [0x30, 0x0E, 0x31, 0x0C, 0x30, 0x0A, 0x06, 0x03, 0x55, 0x04, 0x03, 0x13, 0x03, (byte)'a', (byte)'_', (byte)'b'];
        X509Certificate2 broken = IssueUnder(new X500DistinguishedName(name), out X509Certificate2 authority);
        foreach (TlsCrlCheck check in new[] { TlsCrlCheck.Peer, TlsCrlCheck.Chain, TlsCrlCheck.BestEffort })
        {
            TlsServerOptions server = Server() with { CrlCheck = check, CrlFiles = [list], CaCertificates = [authority] };
            (CarrierException? failure, _) = await ConnectAsync(server, Client() with { Certificate = broken });
            Assert.Equal(TlsError.InvalidCertificate, failure?.TlsError);
            Assert.Contains("can't be read", failure!.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("ASN", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_below_an_intermediate_authority_is_taken_each_time()
    {
        var middle = new TestAuthority("CN=between", s_authority);
        TlsClientOptions client = Client() with
        {
            Certificate = middle.Issue(new TestCertificateOptions { DnsNames = ["localhost"] }), CertificateChain = [middle.Certificate],
        };
        await using CarrierPair pair = await StartAsync(Server(), client);
        for (int i = 0; i < 3; i++)
        {
            Assert.Null((await ConnectAsync(pair)).Server);
        }
    }

    [Fact]
    public async Task Cipher_suites_of_one_version_leave_the_other_out()
    {
        TlsServerOptions server = Server() with { CipherSuites = [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256] };
        Assert.Equal((null, null), await ConnectAsync(server, Client()));
        Assert.Equal((null, null), await ConnectAsync(Server() with { CipherSuites = [TlsCipherSuite.TLS_AES_128_GCM_SHA256] }, Client()));
    }

    [Fact]
    public async Task The_servers_order_of_cipher_suites_counts()
    {
        TlsCipherSuite[] order = [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384];
        foreach (TlsCipherSuite[] server in new[] { order, [order[1], order[0]] })
        {
            await using CarrierPair pair = await StartAsync(
                Server() with { CipherSuites = server }, Client() with { CipherSuites = [server[1], server[0]] });
            using var limit = new CancellationTokenSource(s_bound);
            var target = new ConnectTarget { Host = "localhost", Port = pair.Listener.LocalEndPoint.Port, NodeName = "b@localhost" };
            Task<ICarrierConnection> dialled = pair.Carrier.ConnectAsync(target, limit.Token).AsTask();
            await using IPendingConnection pending = await pair.Listener.AcceptAsync(limit.Token);
            await using ICarrierConnection accepted = await pending.CompleteAsync(limit.Token);
            await using ICarrierConnection connection = await dialled;
            Assert.Equal(server[0], accepted.Security!.CipherSuite);
        }
    }

    [Fact]
    public async Task A_verify_function_that_throws_refuses()
    {
        (CarrierException? failure, _) = await ConnectAsync(
            Server() with { VerifyFunction = _ => throw new InvalidOperationException("broken judge") }, Client());
        Assert.Equal(TlsError.RefusedByFunction, failure?.TlsError);
        Assert.Contains("broken judge", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_fetched_from_where_the_certificate_says_within_its_time()
    {
        using var http = new HttpLists();
        X509Certificate2 revoked = IssueWithList(http.Address("/revoked.crl"));
        X509Certificate2 good = IssueWithList(http.Address("/revoked.crl"));
        X509Certificate2 silent = IssueWithList(http.Address("/silent.crl"));
        http.List = s_authority.Revoke([revoked]);
        TlsServerOptions server = Server() with { CrlCheck = TlsCrlCheck.Peer, CrlFetchTimeout = TimeSpan.FromSeconds(20) };
        await using CarrierPair pair = await StartAsync(server, Client() with { Certificate = revoked });
        (CarrierException? Server, CarrierException? Client) fetched = await ConnectAsync(pair), known = await ConnectAsync(pair);
        Assert.Equal((TlsError.CertificateRevoked, TlsError.CertificateRevoked), (fetched.Server?.TlsError, known.Server?.TlsError));
        Assert.NotNull(known.Client?.TlsError);
        Assert.Equal(known.Client.TlsError, fetched.Client?.TlsError); // By an alert, both times.
        Assert.Equal(1, http.Asked);
        Assert.Null((await ConnectAsync(server, Client() with { Certificate = good })).Server);
        TlsServerOptions impatient = server with { CrlFetchTimeout = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(TlsError.RevocationUnknown, (await ConnectAsync(impatient, Client() with { Certificate = silent })).Server?.TlsError);
        Assert.Null((await ConnectAsync(impatient with { CrlCheck = TlsCrlCheck.BestEffort }, Client() with { Certificate = silent })).Server);

        // Who is refused anyhow has nothing fetched.
        int asked = http.Asked;
        (CarrierException? stranger, _) = await ConnectAsync(
            server with { CaCertificates = [new TestAuthority("CN=other").Certificate] }, Client() with { Certificate = good });
        Assert.Equal(TlsError.UnknownCa, stranger?.TlsError);
        Assert.Equal(asked, http.Asked);
    }

    [Fact]
    public async Task Handshakes_that_wait_for_a_list_hold_no_threads_and_have_it_fetched_once()
    {
        using var http = new HttpLists();
        X509Certificate2 silent = IssueWithList(http.Address("/silent.crl"));
        TlsServerOptions server = Server() with { CrlCheck = TlsCrlCheck.Peer, CrlFetchTimeout = TimeSpan.FromSeconds(60) };
        await using CarrierPair pair = await StartAsync(server, Client() with { Certificate = silent });
        Task<(CarrierException? Server, CarrierException? Client)>[] waiting = [.. Enumerable.Range(0, 64).Select(_ => ConnectAsync(pair))];
        Assert.Null((await ConnectAsync(Server(), Client()).WaitAsync(s_bound)).Server);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        await http.FirstAsked.WaitAsync(s_bound);
        http.Dispose();
        Assert.All(await Task.WhenAll(waiting), ended => Assert.Equal(TlsError.RevocationUnknown, ended.Server?.TlsError));
        Assert.Equal(1, http.Asked);
    }

    [Fact]
    public async Task Explicit_policies_must_be_in_the_certificate()
    {
        X509Certificate2 with = Issue(request => request.CertificateExtensions.Add(
            new X509Extension("2.5.29.32", [0x30, 0x08, 0x30, 0x06, 0x06, 0x04, 0x2A, 0x03, 0x04, 0x05], critical: false)));
        TlsServerOptions server = Server() with
        {
            RequiredPolicies = OptionText.Read("[{server,[{cert_policy_opts,[{policy_set,[{1,2,3,4,5}]},{explicit_policy,true}]}]}].", "x").Server.RequiredPolicies,
        };
        Assert.Null((await ConnectAsync(server, Client() with { Certificate = with })).Server);
        Assert.Equal(TlsError.InvalidCertificate, (await ConnectAsync(server, Client())).Server?.TlsError);
    }

    [Fact]
    public async Task The_extended_key_usage_of_authorities_can_be_passed_over()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], critical: false));
        using X509Certificate2 signed = request.Create(s_authority.Certificate, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9), [1, 2, 3]);
        using X509Certificate2 authority = signed.CopyWithPrivateKey(key);
        X509Certificate2 leaf = Issue(_ => { }, authority);
        TlsClientOptions client = Client() with { Certificate = leaf, CertificateChain = [signed] };
        Assert.Equal(TlsError.WrongUsage, (await ConnectAsync(Server(), client)).Server?.TlsError);
        Assert.Null((await ConnectAsync(Server() with { AllowAnyCaPurpose = true }, client)).Server);
    }

    [Theory]
    [InlineData("DHE-RSA-AES128-GCM-SHA256", "DHE")]
    [InlineData("ECDHE-RSA-AES128-GCM-SHA256", "certificate's key")]
    public void A_server_whose_ciphers_cannot_work_does_not_start(string ciphers, string said)
    {
        TlsServerOptions server = Server() with
        {
            Versions = SslProtocols.Tls12,
            CipherSuites = OptionText.Read($"[{{server,[{{ciphers,\"{ciphers}\"}}]}}].", "x").Server.CipherSuites,
        };
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", new TlsOptions { Server = server, Client = Client() }));
        Assert.Equal("ciphers", e.Option);
        Assert.StartsWith("TlsServerOptions.CipherSuites: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_does_dhe_and_a_server_says_that_it_does_not()
    {
        using var directory = new TemporaryDirectory();
        string dh = directory.Write("dh.pem", "-----BEGIN DH PARAMETERS-----\n-----END DH PARAMETERS-----\n"u8.ToArray());
        using var log = new CapturedLog();
        TlsServerOptions server = Server() with
        {
            DhFile = dh,
            CipherSuites = [TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
        };
        TlsClientOptions client = Client() with { CipherSuites = [TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256] };
        ICarrier carrier = Carrier.Create("inet_tls", new TlsOptions { Server = server, Client = client }, log);
        await using var lease = new CarrierLease(carrier);
        Assert.Contains(log.Lines, l => l.Has("DHE") && l.Has("doesn't offer"));
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", new TlsOptions { Server = server with { DhFile = "/no/dh.pem" } }));
        Assert.Equal(
            "TlsServerOptions.DhFile: there is no file '/no/dh.pem'. erldist certs DIR NODE … makes an authority, certificates and option files for development.",
            e.Message);
    }

    [Fact]
    public async Task A_role_that_verifies_nobody_is_said_so_and_what_is_in_force_too()
    {
        using var log = new CapturedLog();
        TlsOptions open = OptionText.Read("[{server,[{cacertfile,\"ca.pem\"}]},{client,[]}].", "x.conf");
        ICarrier carrier = Carrier.Create("inet_tls", open with { Server = open.Server with { Certificate = s_good, CaCertificateFile = null } }, log);
        await using var lease = new CarrierLease(carrier);
        Assert.Contains(log.Lines, l => l.Has("server verifies no client") && l.Has("x.conf: verify of the server"));
        Assert.Contains(log.Lines, l => l.Has("client verifies no server") && l.Has("x.conf: cacertfile of the client"));
        Assert.Contains(log.Lines, l => l.Has("TLS as server: TLS 1.3 and 1.2; shows the certificate of localhost; verifies no client"));
        log.Clear();
        await using var good = new CarrierLease(Carrier.Create("inet_tls", new TlsOptions { Server = Server(), Client = Client() }, log));
        Assert.DoesNotContain(log.Lines, l => l.Has("verifies no"));
        Assert.Contains(log.Lines, l => l.Has("must be issued to its host or node name or address"));
    }

    [Fact]
    public void A_password_comes_from_a_function_each_time_that_the_key_is_read()
    {
        using var directory = new TemporaryDirectory();
        using ECDsa key = s_good.GetECDsaPrivateKey()!;
        string encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("right", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        string file = directory.Write("node.pem", Encoding.ASCII.GetBytes(s_good.ExportCertificatePem() + "\n" + encrypted + "\n"));
        int asked = 0;
        TlsFunctions functions = new TlsFunctions().Add("my", "password", () =>
        {
            asked++;
            return "right";
        });
        TlsOptions options = OptionText.Read($"[{{server,[{{certfile,\"{file}\"}},{{password,fun my:password/0}}]}}].", "x.conf", functions);
        Carrier.Create("inet_tls", options);
        Assert.Equal(1, asked);
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", options with { Server = options.Server with { PasswordFunction = () => "wrong" } }));
        Assert.StartsWith("x.conf: certfile of the server: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong\"", e.Message, StringComparison.Ordinal);
    }

    private static TlsServerOptions Server() => new() { Certificate = s_good, CaCertificates = [s_authority.Certificate] };

    private static TlsClientOptions Client() => new() { Certificate = s_good, CaCertificates = [s_authority.Certificate] };

    private static Task<CarrierPair> StartAsync(TlsServerOptions server, TlsClientOptions client) =>
        CarrierPair.StartAsync(Carrier.Create("inet_tls", new TlsOptions { Server = server, Client = client }), AddressFamily.InterNetwork);

    private static async Task<(CarrierException? Server, CarrierException? Client)> ConnectAsync(TlsServerOptions server, TlsClientOptions client)
    {
        await using CarrierPair pair = await StartAsync(server, client);
        return await ConnectAsync(pair);
    }

    private static async Task<(CarrierException? Server, CarrierException? Client)> ConnectAsync(CarrierPair pair)
    {
        Task<CarrierException?> accepted = FailureOf(async () =>
        {
            await using IPendingConnection pending = await pair.Listener.AcceptAsync(default);
            await ExchangeAsync(await pending.CompleteAsync(default));
        });
        var target = new ConnectTarget { Host = "localhost", Port = pair.Listener.LocalEndPoint.Port, NodeName = "b@localhost" };
        CarrierException? client = await FailureOf(async () => await ExchangeAsync(await pair.Carrier.ConnectAsync(target, default)));
        return (await accepted, client);
    }

    /// <summary>The thumbprint of what a server shows to a client of its own kind.</summary>
    private static async Task<string> ShownAsync(TlsServerOptions server, TlsCipherSuite[]? suites, string host = "localhost")
    {
        await using CarrierPair pair = await StartAsync(server with { Verify = TlsVerify.None }, Client());
        Task<CarrierException?> accepted = FailureOf(async () =>
        {
            await using IPendingConnection pending = await pair.Listener.AcceptAsync(default);
            await using ICarrierConnection connection = await pending.CompleteAsync(default);
        });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(pair.Listener.LocalEndPoint);
        await using var stream = new SslStream(new NetworkStream(socket));
        using var limit = new CancellationTokenSource(s_bound);
#pragma warning disable CA1416 // The tests of ciphers run where OpenSSL does TLS.
        CipherSuitesPolicy? policy = suites is null ? null : new CipherSuitesPolicy(suites);
#pragma warning restore CA1416
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                CipherSuitesPolicy = policy,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
            limit.Token);
        string shown = ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
        await stream.DisposeAsync();
        await accepted;
        return shown;
    }

    private static async Task ExchangeAsync(ICarrierConnection connection)
    {
        await using (connection)
        {
            using var limit = new CancellationTokenSource(s_bound);
            await connection.WriteAsync(new byte[1], limit.Token);
            await connection.ReadAsync(new byte[1], limit.Token);
        }
    }

    private static async Task<CarrierException?> FailureOf(Func<Task> action)
    {
        try
        {
            await action().WaitAsync(s_bound);
            return null;
        }
        catch (CarrierException e)
        {
            return e;
        }
    }

    private static (X509Certificate2 Certificate, string File) IssueRsa(TemporaryDirectory directory)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using ECDsa signer = s_authority.Certificate.GetECDsaPrivateKey()!;
        X509Certificate2 certificate = request.Create(
            s_authority.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9), [9, 9, 9]);
        string pem = certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
        return (certificate, directory.Write("rsa.pem", Encoding.ASCII.GetBytes(pem)));
    }

    private static X509Certificate2 Issue(Action<CertificateRequest> add, X509Certificate2? authority = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        add(request);
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = 1;
        using X509Certificate2 issued = request.Create(authority ?? s_authority.Certificate, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(5), serial);
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 IssueWithList(string address) =>
        Issue(request => request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([address])));

    private static X509Certificate2 IssueUnder(X500DistinguishedName name, out X509Certificate2 authority)
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest(name, caKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        authority = ca.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(20));
        return Issue(_ => { }, authority);
    }
}
