using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Testing;
using ErlDist.Tls;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>What an option file means where it leaves something out, towards a real node.</summary>
public sealed class DefaultsSpec
{
    [Theory]
    [InlineData(TlsDefaults.Latest, true)]
    [InlineData(TlsDefaults.Otp25, false)]
    public async Task A_client_with_authorities_and_no_verify_refuses_a_stranger_unless_otp_25_is_meant(TlsDefaults defaults, bool refuses)
    {
        using var files = new TlsFiles();
        X509Certificate2 foreign = new TestAuthority("CN=other").Issue(TlsFiles.Localhost);
        string beamFile = files.Options(foreign, "{versions, ['tlsv1.2']}", "{versions, ['tlsv1.2']}, {verify, verify_none}");
        string own = files.Write("own.pem", TestAuthority.PemBundle(files.Authority.Issue(TlsFiles.Localhost)));
        string ourFile = files.Write("own.conf", $"[{{server,[{{certfile,\"{own}\"}}]}},{{client,[{{cacertfile,filename:join(\"/\",\"{files.CaFile}\")}}]}}].\n");
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions { EpmdPort = epmd.Port, ProtoDist = "inet_tls", OptFile = beamFile });
        await using ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "net@localhost",
            Cookie = new Cookie("secret"),
            ProtoDist = "inet_tls",
            Tls = TlsOptions.FromOptionFile(ourFile, defaults: defaults),
            Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
        });
        if (!refuses)
        {
            await node.PingAsync(beam.Name);
            return;
        }

        NodeConnectionException refused = await Assert.ThrowsAsync<NodeConnectionException>(() => node.PingAsync(beam.Name));
        Assert.Equal(TlsError.UnknownCa, Assert.IsType<CarrierException>(refused.InnerException).TlsError);
    }
}
