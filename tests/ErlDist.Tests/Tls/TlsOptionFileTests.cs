using System.Net.Security;
using System.Security.Authentication;
using ErlDist.Embedding;
using ErlDist.Testing.Tls;
using ErlDist.Tls;
using ErlDist.Tls.Options;

namespace ErlDist.Tests.Tls;

/// <summary>OTP's option file and -ssl_dist_opt, option by option.</summary>
public sealed class TlsOptionFileTests
{
    [Fact]
    public void What_is_left_out_means_what_it_means_to_otp_26_and_later()
    {
        TlsOptions options = Read("[{server,[{certfile,\"a.pem\"},{cacertfile,\"ca.pem\"}]},{client,[{cacertfile,\"ca.pem\"}]}].");
        Assert.Equal(SslProtocols.Tls13 | SslProtocols.Tls12, options.Server.Versions);
        Assert.Equal(SslProtocols.Tls13 | SslProtocols.Tls12, options.Client.Versions);
        Assert.Equal(TlsVerify.Peer, options.Client.Verify);
        Assert.Equal(TlsVerify.None, options.Server.Verify);
        Assert.Equal(TlsNameCheck.ServerName | TlsNameCheck.NodeName | TlsNameCheck.Address, options.Client.NameCheck);
        Assert.True(Server("{verify,verify_peer}").FailIfNoPeerCertificate);
        Assert.Equal(TlsVerify.None, Read("[{client,[{verify,verify_none},{cacertfile,\"ca.pem\"}]}].").Client.Verify);
        Assert.Equal(TlsVerify.None, Read("[{client,[{secure_renegotiate,true}]}].").Client.Verify);
    }

    [Fact]
    public void What_is_left_out_can_mean_what_it_means_to_otp_25()
    {
        TlsOptions options = OptionText.Read(
            "[{server,[{certfile,\"a.pem\"},{verify,verify_peer}]},{client,[{cacertfile,\"ca.pem\"}]}].", "x.conf", defaults: TlsDefaults.Otp25);
        Assert.Equal(SslProtocols.Tls12, options.Server.Versions);
        Assert.Equal(SslProtocols.Tls12, options.Client.Versions);
        Assert.Equal(TlsVerify.None, options.Client.Verify);
        Assert.False(options.Server.FailIfNoPeerCertificate);
        Assert.Equal(TlsNameCheck.ServerName, options.Client.NameCheck);
        Assert.Contains(options.Warnings, w => w.Contains("fail_if_no_peer_cert", StringComparison.Ordinal));
    }

    [Fact]
    public void Single_options_stand_before_those_of_the_file_and_of_two_the_last_counts_as_in_otp_29()
    {
        TlsOptions options = OptionText.Read(
            "[{server,[{certfile,\"a.pem\"}]}].", "x.conf",
            sslDistOpt: [["server_certfile", "b.pem", "client_cacertfile", "ca.pem"], ["server_depth", "3", "server_versions", "tlsv1.3"]]);
        Assert.Equal("a.pem", options.Server.CertificateFile);
        Assert.Equal(3, options.Server.Depth);
        Assert.Equal(SslProtocols.Tls13, options.Server.Versions);
        Assert.Equal("ca.pem", options.Client.CaCertificateFile);
        string warning = Assert.Single(options.Warnings);
        Assert.Contains("x.conf: certfile of the server counts", warning, StringComparison.Ordinal);
        Assert.Contains("-ssl_dist_opt server_certfile", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlsv1.3", SslProtocols.Tls13)]
    [InlineData("'tlsv1.2'", SslProtocols.Tls12)]
    [InlineData("['tlsv1.3','tlsv1.2']", SslProtocols.Tls13 | SslProtocols.Tls12)]
    public void A_version_behind_a_flag_is_an_atom(string value, SslProtocols expected) =>
        Assert.Equal(expected, OptionText.FromArguments([["server_versions", value]]).Server.Versions);

    [Fact]
    public void All_single_options_of_the_chapter_are_taken()
    {
        TlsFunctions functions = new TlsFunctions().Add("m", "f", (TlsVerification _) => TlsVerdict.Valid);
        string[] both =
        [
            "certfile", "a", "keyfile", "b", "password", "c", "cacertfile", "d", "verify", "verify_peer", "verify_fun", "{m,f,[]}", "crl_check", "peer",
            "crl_cache", "{ssl_crl_hash_dir,{internal,[{dir,\"e\"}]}}", "reuse_sessions", "false", "secure_renegotiate", "true", "depth", "2",
            "hibernate_after", "5000", "ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384", "versions", "tlsv1.2", "ktls", "false",
        ];
        string[] words = [.. both.Select((w, i) => i % 2 == 0 ? "server_" + w : w), .. both.Select((w, i) => i % 2 == 0 ? "client_" + w : w)];
        TlsOptions options = OptionText.FromArguments([words, ["server_dhfile", "g", "server_fail_if_no_peer_cert", "false"]], functions);
        Assert.Equal("g", options.Server.DhFile);
        Assert.False(options.Server.FailIfNoPeerCertificate);
        foreach (TlsRoleOptions role in new TlsRoleOptions[] { options.Server, options.Client })
        {
            Assert.Equal(("a", "b", "c", "d"), (role.CertificateFile, role.KeyFile, role.Password, role.CaCertificateFile));
            Assert.Equal((TlsVerify.Peer, TlsCrlCheck.Peer, "e", 2), (role.Verify, role.CrlCheck, role.CrlDirectory, role.Depth));
            Assert.NotNull(role.VerifyFunction);
            Assert.False(role.ReuseSessions);
            Assert.Single(role.CipherSuites!);
        }
    }

    [Fact]
    public void A_configuration_is_named_by_its_keys()
    {
        var loader = new TlsOptionLoader();
        loader.Add("server", "versions", "tlsv1.3, tlsv1.2", "akka.x.server.versions").Add("server", "certfile", "/no/cert.pem", "akka.x.server.certfile");
        TlsOptions options = loader.Load();
        Assert.Equal(SslProtocols.Tls13 | SslProtocols.Tls12, options.Server.Versions);
        TlsOptionException missing = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", options));
        Assert.StartsWith("akka.x.server.certfile: there is no file", missing.Message, StringComparison.Ordinal);
        TlsOptionException wrong = Assert.Throws<TlsOptionException>(() => new TlsOptionLoader().Add("server", "depth", "many", "akka.x.server.depth").Load());
        Assert.StartsWith("akka.x.server.depth is many", wrong.Message, StringComparison.Ordinal);
        TlsOptionException unknown = Assert.Throws<TlsOptionException>(() => new TlsOptionLoader().Add("client", "certfil", "x", "akka.x.client.certfil").Load());
        Assert.StartsWith("akka.x.client.certfil: there is no such option; did you mean certfile", unknown.Message, StringComparison.Ordinal);
        TlsOptionException lacking = Assert.Throws<TlsOptionException>(
            () => Carrier.Create("inet_tls", new TlsOptionLoader().Add("client", "verify", "verify_peer", "akka.x.client.verify").Load()));
        Assert.StartsWith("akka.x.client.cacertfile: ", lacking.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_in_code_is_named_by_its_property()
    {
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", TlsOptions.FromFiles("/no/cert.pem", "/no/ca.pem")));
        Assert.StartsWith("TlsServerOptions.CaCertificateFile: there is no file '/no/ca.pem'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wildcard_certificate_counts_only_with_the_match_fun_of_https()
    {
        const string MatchFun = "[{client,[{verify,verify_peer},{customize_hostname_check,[{match_fun,public_key:pkix_verify_hostname_match_fun(https)}]}]}].";
        Assert.True(Read(MatchFun).Client.NameCheck.HasFlag(TlsNameCheck.Wildcard));
        Assert.False(Read("[{client,[{verify,verify_peer}]}].").Client.NameCheck.HasFlag(TlsNameCheck.Wildcard));
        var names = CertificateNames.Of(
            new TestAuthority().Issue(new TestCertificateOptions { DnsNames = ["*.example.org"] }));
        Assert.False(names.Matches("a.example.org"));
        Assert.True(names.Matches("a.example.org", wildcards: true));
        Assert.False(names.Matches("a.b.example.org", wildcards: true));
    }

    [Fact]
    public void Another_match_fun_is_a_registered_function()
    {
        TlsFunctions functions = new TlsFunctions().Add("site", "match", (string reference, string presented) => presented == "any" ? true : (bool?)null);
        Func<string, string, bool?> match = OptionText.Read("[{client,[{customize_hostname_check,[{match_fun,fun site:match/2}]}]}].", "x.conf", functions).Client.NameMatch!;
        var names = CertificateNames.Of(new TestAuthority().Issue(new TestCertificateOptions { DnsNames = ["any"] }));
        Assert.True(names.Matches("a.example.org", wildcards: false, match));
        Assert.False(names.Matches("a.example.org"));
    }

    [Theory]
    [InlineData("{depth,3}", "3")]
    [InlineData("{depth,3},{depth,4}", "4")]
    public void The_last_of_several_counts(string options, string depth) =>
        Assert.Equal(depth, Server(options).Depth.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("\"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-SHA256\"")]
    [InlineData("[\"ECDHE-ECDSA-AES256-GCM-SHA384\",\"ECDHE-RSA-AES128-SHA256\"]")]
    [InlineData("[\"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\",\"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256\"]")]
    [InlineData("[#{key_exchange => ecdhe_ecdsa,cipher => aes_256_gcm,mac => aead,prf => sha384},#{key_exchange => ecdhe_rsa,cipher => aes_128_cbc,mac => sha256,prf => sha256}]")]
    [InlineData("[{ecdhe_ecdsa,aes_256_gcm,aead,sha384},{ecdhe_rsa,aes_128_cbc,sha256}]")]
    [InlineData("[<<192,44>>,<<192,39>>]")]
    public void Ciphers_are_names_maps_tuples_and_bytes(string value) => Assert.Equal(
        [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256],
        Server($"{{ciphers,{value}}}").CipherSuites);

    [Theory]
    [InlineData("TLS_AES_256_GCM_SHA384", TlsCipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData("ECDHE-RSA-CHACHA20-POLY1305", TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256)]
    [InlineData("ECDHE-ECDSA-AES128-CCM8", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8)]
    [InlineData("DHE-RSA-AES128-GCM-SHA256", TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("AES256-SHA", TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA)]
    public void Each_cipher_name_has_its_suite(string name, TlsCipherSuite expected) => Assert.Equal(expected, CipherNames.Find(name));

    [Theory]
    [InlineData("true", TlsCrlCheck.Chain)]
    [InlineData("false", TlsCrlCheck.Off)]
    [InlineData("peer", TlsCrlCheck.Peer)]
    [InlineData("best_effort", TlsCrlCheck.BestEffort)]
    public void Crl_check_has_four_values(string value, TlsCrlCheck expected) => Assert.Equal(expected, Server($"{{crl_check,{value}}}").CrlCheck);

    [Fact]
    public void Crl_cache_names_a_directory_or_files()
    {
        Assert.Equal("/crls", Server("{crl_cache,{ssl_crl_hash_dir,{internal,[{dir,\"/crls\"}]}}}").CrlDirectory);
        Assert.Equal(["a.crl"], Server("{crl_cache,{ssl_crl_cache,{internal,[{file,\"a.crl\"}]}}}").CrlFiles);
        Assert.Empty(Server("{crl_cache,{ssl_crl_cache,{internal,[]}}}").CrlFiles);
        Assert.Equal(TimeSpan.FromSeconds(5), Server("{crl_cache,{ssl_crl_cache,{internal,[{http,5000}]}}}").CrlFetchTimeout);
    }

    [Fact]
    public void Verify_fun_names_a_registered_function()
    {
        ErlDist.Term? state = null;
        TlsFunctions functions = new TlsFunctions().Add("my", "check", (TlsVerification v) =>
        {
            state = v.State;
            return TlsVerdict.Valid;
        });
        TlsOptions options = OptionText.Read("[{server,[{verify_fun,{fun my:check/3,[1]}}]}].", "x.conf", functions);
        options.Server.VerifyFunction!(new TlsVerification { Certificate = TestAuthority.SelfSigned(new()) });
        Assert.Equal("[1]", state!.ToString());
        Assert.NotNull(OptionText.FromArguments([["server_verify_fun", "{my,check,[1]}"]], functions).Server.VerifyFunction);
    }

    [Fact]
    public void Verify_client_of_inet_tls_dist_is_a_mark() =>
        Assert.True(Server("{verify_fun,{fun inet_tls_dist:verify_client/3,[]}}").VerifyAllowedHosts);

    [Theory]
    [InlineData("host", "h")]
    [InlineData("node", "n@h")]
    [InlineData("\"other\"", "other")]
    [InlineData("disable", null)]
    public void Server_name_indication_has_four_modes(string value, string? expected) =>
        Assert.Equal(expected, Read($"[{{client,[{{server_name_indication,{value}}}]}}].").Client.ServerName.For("h", "n@h"));

    [Theory]
    [InlineData("{cacertfle,\"x\"}", "cacertfle", "did you mean cacertfile")]
    [InlineData("{verify,peer}", "verify", "verify_peer or verify_none")]
    [InlineData("{depth,many}", "depth", "whole number")]
    [InlineData("{certfile,12}", "certfile", "string")]
    [InlineData("{packet,4}", "packet", "the distribution sets it itself")]
    [InlineData("binary", "binary", "the distribution sets it itself")]
    [InlineData("{raw,6,4,<<1>>}", "raw", "the distribution sets it itself")]
    [InlineData("{nodelay,false}", "nodelay", "true")]
    [InlineData("{server_name_indication,\"x\"}", "server_name_indication", "client_only")]
    [InlineData("{alpn_advertised_protocols,[<<\"x\">>]}", "alpn_advertised_protocols", "client_only")]
    [InlineData("{fail_if_no_peer_cert,true}", "fail_if_no_peer_cert", "verify_peer")]
    [InlineData("{partial_chain,fun no:such/1}", "partial_chain", "no:such")]
    [InlineData("{password,fun no:such/0}", "password", "register")]
    [InlineData("{psk_identity,\"x\"}", "psk_identity", "certificates")]
    [InlineData("{srp_identity,{\"x\",\"y\"}}", "srp_identity", "certificates")]
    [InlineData("{sni_fun,fun no:such/1}", "sni_fun", "no:such")]
    [InlineData("{certs_keys,[#{certfle => \"x\"}]}", "certs_keys", "certfile")]
    [InlineData("{cb_info,{a,b,c,d}}", "cb_info", "carrier")]
    [InlineData("{ciphers,\"NO-SUCH\"}", "ciphers", "NO-SUCH")]
    [InlineData("{versions,[ssl3]}", "versions", "tlsv1.3")]
    [InlineData("{verify_fun,{fun no:such/3,[]}}", "verify_fun", "no:such")]
    public void What_is_wrong_is_named(string option, string name, string said)
    {
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Server(option));
        Assert.Equal(name, e.Option);
        Assert.Contains("x.conf", e.Message, StringComparison.Ordinal);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{honor_cipher_order,false}", "order")]
    [InlineData("{keep_secrets,{keylog,fun m:f/1}}", "no key log")]
    [InlineData("{log_level,none}", "ErlDist.Tls")]
    [InlineData("{log_alert,false}", "ErlDist.Tls")]
    [InlineData("{ip,{127,0,0,1}}", "inet_dist_use_interface")]
    [InlineData("inet6", "-proto_dist")]
    [InlineData("{secure_renegotiate,false}", "RFC 5746")]
    [InlineData("{ktls,true}", "ktls")]
    public void What_has_no_effect_is_said(string option, string said) =>
        Assert.Contains(Read($"[{{server,[{option}]}}].").Warnings, w => w.Contains(said, StringComparison.Ordinal));

    [Theory]
    [InlineData("[{server,[]}]", "full stop")]
    [InlineData("[{server,[}].", "line 1")]
    [InlineData("[{sever,[]}].", "sever")]
    [InlineData("[{server,[]}], [].", "single expression")]
    [InlineData("[{server,X}].", "unbound_var")]
    [InlineData("X = [].", "bindings")]
    [InlineData("[{server,[{verify_fun,{fun(_,_,S) -> {valid,S} end,[]}}]}].", "TlsFunctions.Add")]
    [InlineData("[{server,[{certfile,foo:bar()}]}].", "undef")]
    public void A_broken_file_is_named_with_the_place(string text, string said)
    {
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Read(text));
        Assert.Equal("x.conf", e.File);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server_certfle", "did you mean certfile")]
    [InlineData("client_dhfile", "no such option")]
    public void A_wrong_single_option_is_named(string name, string said)
    {
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => OptionText.FromArguments([[name, "x"]]));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal("/no/such", Assert.Throws<TlsOptionException>(() => TlsOptions.FromOptionFile("/no/such")).File);
        TlsOptions options = Read("[{server,[{certfile,\"/no/cert.pem\"}]}].");
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", options));
        Assert.Equal("certfile", e.Option);
        Assert.Equal("/no/cert.pem", e.File);
    }

    [Fact]
    public void An_option_of_the_other_role_that_is_off_is_none()
    {
        Assert.NotNull(Read("[{client,[{fail_if_no_peer_cert,false}]}].").Client);
        TlsOptionException e = Assert.Throws<TlsOptionException>(() => Read("[{client,[{fail_if_no_peer_cert,true}]}]."));
        Assert.Contains("{option,server_only,fail_if_no_peer_cert}", e.Message, StringComparison.Ordinal);
        Assert.Contains("crl_check", Assert.Throws<TlsOptionException>(() => Read("[{client,[{ocsp_stapling,true}]}].")).Message, StringComparison.Ordinal);
        Assert.NotNull(Read("[{client,[{stapling,no_staple},{ocsp_stapling,false}]}].").Client);
    }

    [Fact]
    public void What_means_nothing_is_taken()
    {
        TlsServerOptions server = Server("{password,\"\"},{sni_hosts,[]},{ciphers,[]},{erl_dist,true},{nodelay,true},{customize_hostname_check,false}");
        Assert.Null(server.Password);
        Assert.Empty(server.HostOptions);
        Assert.Null(server.CipherSuites);
    }

    [Fact]
    public void Sockets_get_what_the_options_say()
    {
        TlsSocketOptions socket = Server("{recbuf,65536},{sndbuf,32768},{keepalive,true},{priority,3}").Socket;
        Assert.Equal(new TlsSocketOptions { ReceiveBufferSize = 65536, SendBufferSize = 32768, KeepAlive = true, Priority = 3 }, socket);
        using var real = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Apply(real);
        Assert.True(real.ReceiveBufferSize >= 65536);
        Assert.True(real.SendBufferSize >= 32768);
        Assert.NotEqual(0, real.GetSocketOption(System.Net.Sockets.SocketOptionLevel.Socket, System.Net.Sockets.SocketOptionName.KeepAlive));
        if (OperatingSystem.IsLinux())
        {
            byte[] priority = new byte[4];
            real.GetRawSocketOption(1, 12, priority);
            Assert.Equal(3, BitConverter.ToInt32(priority));
        }
    }

    [Fact]
    public void Several_certificates_and_options_by_host()
    {
        TlsServerOptions server = Server(
            "{certs_keys,[#{certfile => \"a.pem\",keyfile => \"a.key\",password => \"p\"},#{certfile => \"b.pem\"}]},{verify,verify_peer},{sni_hosts,[{\"h\",[{certfile,\"h.pem\"},{certs_keys,[]}]}]}");
        Assert.Equal(["a.pem", "b.pem"], server.Certificates.Select(c => c.CertificateFile));
        Assert.Equal(("a.key", "p"), (server.Certificates[0].KeyFile, server.Certificates[0].Password));
        TlsServerOptions host = server.HostOptions["H"];
        Assert.Equal("h.pem", host.CertificateFile);
        Assert.Equal(TlsVerify.Peer, host.Verify);
    }

    [Theory]
    [InlineData("%% coding: utf-8\n", "é")]
    [InlineData("%% -*- coding: latin-1 -*-\n", "Ã©")]
    [InlineData("", "Ã©")]
    public void The_coding_line_is_obeyed_and_without_one_it_is_latin_1_as_for_otp(string line, string expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, line + "[{server,[{certfile,\"é\"}]}].\n");
            var options = TlsOptions.FromOptionFile(path);
            Assert.Equal(expected, options.Server.CertificateFile);
            Assert.Equal(line.Length == 0, options.Warnings.Any(w => w.Contains("coding", StringComparison.Ordinal)));
            File.WriteAllBytes(path, [.. "%% coding: utf-8\n[{server,[{certfile,\""u8, 0xE9, .. "\"}]}].\n"u8]);
            Assert.Contains("UTF-8", Assert.Throws<TlsOptionException>(() => TlsOptions.FromOptionFile(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TlsOptions Read(string text) => OptionText.Read(text, "x.conf");

    private static TlsServerOptions Server(string options) => Read($"[{{server,[{options}]}}].").Server;
}
