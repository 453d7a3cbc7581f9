using System.Security.Authentication;
using Akka.Configuration;
using AkkaErlDist.Configuration;
using AkkaErlDist.Nodes;
using ErlDist;
using ErlDist.Testing;
using ErlDist.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaErlDist.Tests.Configuration;

/// <summary>TLS options from an option file, from keys and from code, alone and together.</summary>
public sealed class TlsSourceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tls-source-").FullName;

    [Theory]
    [InlineData("client { cacertfile = \"ca.pem\", verify = verify_peer }")]
    [InlineData("ssl-dist-opt = [client_cacertfile, \"ca.pem\", client_verify, verify_peer]")]
    public void A_role_that_the_option_file_lacks_is_taken_from_the_keys_beside_it(string keys)
    {
        TlsOptions tls = Load($"ssl-dist-optfile = \"{OptFile("[{server,[{certfile,\"s.pem\"}]}].")}\"\n{keys}")!;

        Assert.Equal("s.pem", tls.Server.CertificateFile);
        Assert.Equal(("ca.pem", TlsVerify.Peer), (tls.Client.CaCertificateFile, tls.Client.Verify));
    }

    [Fact]
    public void Options_of_one_role_add_up_and_the_files_count_before_the_keys()
    {
        TlsOptions tls = Load($$"""
            ssl-dist-optfile = "{{OptFile("[{server,[{certfile,\"file.pem\"}]}].")}}"
            server { certfile = "key.pem", cacertfile = "ca.pem", depth = 3 }
            """)!;

        Assert.Equal(("file.pem", "ca.pem", 3), (tls.Server.CertificateFile, tls.Server.CaCertificateFile, tls.Server.Depth));
    }

    [Theory]
    [InlineData("proto-dist = inet_tcp, server { certfil = x }", "akka.remote.erl-dist.server.certfil", "certfile")]
    [InlineData("client { veriffy = verify_peer }", "akka.remote.erl-dist.client.veriffy", "verify")]
    [InlineData("server { certfile = x, depth = many }", "akka.remote.erl-dist.server.depth", "")]
    [InlineData("ssl-dist-opt = [server_certfil, x]", "akka.remote.erl-dist.ssl-dist-opt: server_certfil", "certfile")]
    [InlineData("server { certfil = x }\n configured-as = [\"server.certfil\", \"ErlDist:Server:certfil\"]", "ErlDist:Server:certfil", "certfile")]
    public void A_wrong_name_or_value_is_told_by_its_key_also_where_nothing_uses_it(string hocon, string key, string meant)
    {
        foreach (ErlDistSetup setup in new[] { new ErlDistSetup(), new ErlDistSetup { Tls = new TlsOptions() } })
        {
            string message = Assert.Throws<TlsOptionException>(() => Load(hocon, setup)).Message;
            Assert.Contains(key, message, StringComparison.Ordinal);
            Assert.Contains(meant, message, StringComparison.Ordinal);
            Assert.DoesNotContain("-ssl_dist_opt", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ssl-dist-opt = [certfile, x]", "has certfile where a name with its role is due")]
    [InlineData("ssl-dist-opt = [server_certfile]", "has server_certfile without a value")]
    public void A_list_of_options_that_is_none_is_told(string hocon, string complaint) =>
        Assert.Contains("akka.remote.erl-dist.ssl-dist-opt " + complaint, Assert.Throws<ConfigurationException>(() => Load(hocon)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("server.versions = \"tlsv1.3\"", SslProtocols.Tls13)]
    [InlineData("server.versions = [\"tlsv1.3\", \"tlsv1.2\"]", SslProtocols.Tls13 | SslProtocols.Tls12)]
    [InlineData("server.certfile = x", SslProtocols.Tls13 | SslProtocols.Tls12)]
    [InlineData("server.certfile = x, tls-defaults = otp25", SslProtocols.Tls12)]
    public void Versions_are_those_that_are_written_or_the_defaults_of_a_release(string hocon, SslProtocols versions) =>
        Assert.Equal(versions, Load(hocon)!.Server.Versions);

    [Theory]
    [InlineData("server.certfile = x", "ErlDistSetup.Tls takes their place")]
    [InlineData("server.certfile = x, proto-dist = inet_tcp", "akka.remote.erl-dist.proto-dist is inet_tcp")]
    [InlineData("ssl-dist-optfile = x, proto-dist = inet6_tcp", "akka.remote.erl-dist.proto-dist is inet6_tcp")]
    public void Options_that_nothing_uses_are_told(string hocon, string why)
    {
        var inCode = new ErlDistSetup { Tls = TlsOptions.FromFiles("code.pem", "ca.pem") };
        using var log = new CapturedLog();

        TlsOptions? tls = TlsSource.Load(Settings(hocon), inCode, log.CreateLogger("tls"));

        Assert.Equal(hocon.Contains("tcp", StringComparison.Ordinal) ? null : inCode.Tls, tls);
        Assert.Contains(log.Lines, line => $"{line}".Contains($"have no effect: {why}", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_any_the_error_names_the_keys()
    {
        string message = Assert.Throws<ConfigurationException>(() => Load("")).Message;

        Assert.StartsWith("akka.remote.erl-dist.proto-dist is inet_tls, but there are no TLS options", message, StringComparison.Ordinal);
        Assert.Contains("akka.remote.erl-dist.ssl-dist-optfile", message, StringComparison.Ordinal);
        Assert.Null(Load("proto-dist = inet_tcp"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static TlsOptions? Load(string hocon, ErlDistSetup? setup = null) =>
        TlsSource.Load(Settings(hocon), setup ?? new ErlDistSetup(), NullLogger.Instance);

    private static ErlDistSettings Settings(string hocon) =>
        ErlDistSettings.Load("sys", ConfigurationFactory.ParseString(hocon), "akka.remote.erl-dist", _ => null);

    private string OptFile(string text)
    {
        string path = Path.Combine(_directory, "node.conf");
        File.WriteAllText(path, text);
        return path;
    }
}
