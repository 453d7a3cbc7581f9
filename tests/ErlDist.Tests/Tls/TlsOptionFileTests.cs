using System.Net.Security;
using System.Security.Authentication;
using ErlDist.Carriers;
using ErlDist.Testing.Tls;
using ErlDist.Tls;

namespace ErlDist.Tests.Tls;

/// <summary>OTP's option file and -ssl_dist_opt, option by option.</summary>
public sealed class TlsOptionFileTests
{
    [Fact]
    public void A_role_without_versions_takes_tls_12_and_verifies_nothing_as_otp_25()
    {
        TlsOptions options = Read("[{server,[{certfile,\"a.pem\"},{secure_renegotiate,true}]},{client,[{secure_renegotiate,true}]}].");
        Assert.Equal(SslProtocols.Tls12, options.Server.Versions);
        Assert.Equal(SslProtocols.Tls12, options.Client.Versions);
        Assert.Equal(TlsVerify.None, options.Client.Verify);
        Assert.False(options.Server.FailIfNoPeerCertificate);
        Assert.Equal(TlsNameCheck.ServerName, options.Client.NameCheck);
        Assert.Contains(options.Warnings, w => w.Contains("verify_none", StringComparison.Ordinal));
    }

    [Fact]
    public void A_role_that_the_file_lacks_takes_the_single_options()
    {
        TlsOptions options = TlsOptionFile.Parse(
            "[{server,[{certfile,\"a.pem\"}]}].", "x.conf",
            sslDistOpt: [["server_certfile", "ignored.pem", "client_cacertfile", "ca.pem"], ["client_verify", "verify_peer"]]);
        Assert.Equal("a.pem", options.Server.CertificateFile);
        Assert.Equal("ca.pem", options.Client.CaCertificateFile);
        Assert.Equal(TlsVerify.Peer, options.Client.Verify);
    }

    [Fact]
    public void A_wildcard_certificate_counts_only_with_a_match_fun()
    {
        const string MatchFun = "[{client,[{verify,verify_peer},{customize_hostname_check,[{match_fun,fun site:match/2}]}]}].";
        Assert.True(Read(MatchFun).Client.NameCheck.HasFlag(TlsNameCheck.Wildcard));
        Assert.False(Read("[{client,[{verify,verify_peer}]}].").Client.NameCheck.HasFlag(TlsNameCheck.Wildcard));
        CertificateNames names = CertificateNames.Of(
            new TestAuthority().Issue(new CertificateWish { DnsNames = ["*.example.org"] }));
        Assert.False(names.Matches("a.example.org"));
        Assert.True(names.Matches("a.example.org", wildcards: true));
        Assert.False(names.Matches("a.b.example.org", wildcards: true));
    }

    [Theory]
    [InlineData("{depth,3}", "3")]
    [InlineData("{depth,3},{depth,4}", "3")]
    public void The_first_of_several_counts(string options, string depth) =>
        Assert.Equal(depth, Server(options).Depth.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("\"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-SHA256\"")]
    [InlineData("[\"ECDHE-ECDSA-AES256-GCM-SHA384\",\"ECDHE-RSA-AES128-SHA256\"]")]
    public void Ciphers_go_by_openssl_names(string value) => Assert.Equal(
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
    }

    [Fact]
    public void Verify_fun_names_a_registered_function()
    {
        ErlDist.Terms.Term? state = null;
        TlsVerifyFunctions functions = new TlsVerifyFunctions().Add("my", "check", v =>
        {
            state = v.State;
            return TlsVerdict.Valid;
        });
        TlsOptions options = TlsOptionFile.Parse("[{server,[{verify_fun,{fun my:check/3,[1]}}]}].", "x.conf", functions);
        options.Server.VerifyFunction!(new TlsVerification { Certificate = TestAuthority.SelfSigned(new()) });
        Assert.Equal("[1]", state!.ToString());
        Assert.NotNull(SslDistOpt.Parse([["server_verify_fun", "{my,check,[1]}"]], functions).Server.VerifyFunction);
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
    [InlineData("{packet,4}", "packet", "socket option")]
    [InlineData("binary", "binary", "socket option")]
    [InlineData("{nodelay,true}", "nodelay", "socket option")]
    [InlineData("{ciphers,\"NO-SUCH\"}", "ciphers", "NO-SUCH")]
    [InlineData("{versions,[ssl3]}", "versions", "tlsv1.3")]
    [InlineData("{ocsp_stapling,true}", "ocsp_stapling", "crl_check")]
    [InlineData("{verify_fun,{fun no:such/3,[]}}", "verify_fun", "no:such")]
    public void What_is_wrong_is_named(string option, string name, string said)
    {
        var e = Assert.Throws<TlsOptionException>(() => Server(option));
        Assert.Equal(name, e.Option);
        Assert.Contains("x.conf", e.Message, StringComparison.Ordinal);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{dhfile,\"dh.pem\"}", "DHE")]
    [InlineData("{secure_renegotiate,false}", "RFC 5746")]
    [InlineData("{ktls,true}", "ktls")]
    public void What_has_no_effect_is_said(string option, string said) =>
        Assert.Contains(Read($"[{{server,[{option}]}}].").Warnings, w => w.Contains(said, StringComparison.Ordinal));

    [Theory]
    [InlineData("[{server,[]}]", "full stop")]
    [InlineData("[{server,[}].", "line 1")]
    [InlineData("[{sever,[]}].", "sever")]
    public void A_broken_file_is_named_with_the_place(string text, string said)
    {
        var e = Assert.Throws<TlsOptionException>(() => Read(text));
        Assert.Equal("x.conf", e.File);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server_certfle", "did you mean certfile")]
    [InlineData("client_dhfile", "no such option")]
    public void A_wrong_single_option_is_named(string name, string said)
    {
        var e = Assert.Throws<TlsOptionException>(() => SslDistOpt.Parse([[name, "x"]]));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Equal("/no/such", Assert.Throws<TlsOptionException>(() => TlsOptionFile.Load("/no/such")).File);
        TlsOptions options = Read("[{server,[{certfile,\"/no/cert.pem\"}]}].");
        var e = Assert.Throws<TlsOptionException>(() => Carrier.Create("inet_tls", options));
        Assert.Equal("certfile", e.Option);
        Assert.Equal("/no/cert.pem", e.File);
    }

    private static TlsOptions Read(string text) => TlsOptionFile.Parse(text, "x.conf");

    private static TlsServerOptions Server(string options) => Read($"[{{server,[{options}]}}].").Server;
}
