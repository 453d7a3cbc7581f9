using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Testing;
using ErlDist.Tls;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>
/// Which certificates a client takes for which host: OTP's client towards our node, and our client towards OTP's, both with an
/// option file with verify_peer. Our client takes what a client of any release takes, and the whole node name as the chapter has it.
/// </summary>
/// <remarks>
/// The rules of 23 and 25: the host, an address too, is a DNS name, and the common name counts where there is no alternative
/// name. Those of 27 and 29 (ssl_certificate and public_key there): an address is an address, so it is looked for among the IP
/// addresses alone, and the common name counts for nothing.
/// </remarks>
public sealed class CertificateTableSpec
{
    public static TheoryData<string, string, bool, bool, bool> Rows => new()
    {
        { "dns:localhost", "localhost", true, true, true },
        { "dns:LOCALHOST", "localhost", true, true, true },
        { "cn:localhost", "localhost", true, false, true },
        { "dns:elsewhere", "localhost", false, false, false },
        { "dns:beam@localhost", "localhost", false, false, true },
        { "dns:other@localhost", "localhost", false, false, false },
        { "dns:*", "localhost", false, false, false },
        { "ip:127.0.0.1", "127.0.0.1", false, true, true },
        { "dns:127.0.0.1", "127.0.0.1", true, false, true },
        { "cn:127.0.0.1", "127.0.0.1", false, false, false },
        { "ip:::1", "::1", false, true, true },
        { "dns:::1", "::1", true, false, true },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Client_and_server(string issuedTo, string host, bool upTo25, bool from27, bool ours)
    {
        using var files = new TlsFiles();
        string optFile = files.Options(files.Authority.Issue(Wish(issuedTo)), "{versions, ['tlsv1.3']}", "{versions, ['tlsv1.3']}, {verify, verify_peer}");
        string protoDist = host == "::1" ? "inet6_tls" : "inet_tls";
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            Name = $"beam@{host}",
            LongName = host != "localhost",
            EpmdPort = epmd.Port,
            ProtoDist = protoDist,
            OptFile = optFile,
        });
        await using ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = $"net@{host}",
            Cookie = new Cookie("secret"),
            ProtoDist = protoDist,
            Tls = TlsOptions.FromOptionFile(optFile),
            Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
        });

        bool accepted = OtpRelease.Current.Number >= 26 ? from27 : upTo25;
        Assert.Equal(accepted ? "pong" : "pang", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
        await node.DisconnectAsync(beam.Name);
        await beam.EventuallyAsync("nodes(connected) =:= []");
        if (ours)
        {
            await node.PingAsync(beam.Name);
        }
        else
        {
            NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => node.PingAsync(beam.Name));
            CarrierException cause = Assert.IsType<ErlDist.Embedding.CarrierException>(refused.InnerException);
            Assert.Equal(TlsError.CertificateNameMismatch, cause.TlsError);
            Assert.Contains($"{(host == "localhost" ? "DNS" : "IP")}:{host} or DNS:{beam.Name}", refused.Message, StringComparison.Ordinal);
        }
    }

    private static TestCertificateOptions Wish(string issuedTo) => issuedTo.Split(':', 2) switch
    {
        ["dns", var name] => new() { DnsNames = [name] },
        ["ip", var address] => new() { Addresses = [address] },
        ["cn", var name] => new() { Subject = "CN=" + name },
        _ => throw new ArgumentException(issuedTo),
    };
}
