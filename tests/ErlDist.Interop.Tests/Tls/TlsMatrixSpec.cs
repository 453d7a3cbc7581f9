using ErlDist.Epmd;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;
using ErlDist.Tls;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>One option file for both nodes, every version, family and trust, each side dialling.</summary>
public sealed class TlsMatrixSpec
{
    [Theory]
    [InlineData("inet_tls", "tlsv1.2", true)]
    [InlineData("inet_tls", "tlsv1.2", false)]
    [InlineData("inet_tls", "tlsv1.3", true)]
    [InlineData("inet_tls", "tlsv1.3", false)]
    [InlineData("inet6_tls", "tlsv1.2", true)]
    [InlineData("inet6_tls", "tlsv1.2", false)]
    [InlineData("inet6_tls", "tlsv1.3", true)]
    [InlineData("inet6_tls", "tlsv1.3", false)]
    public async Task Both_sides_dial(string protoDist, string version, bool mutual)
    {
        using var files = new TlsFiles();
        string versions = $"{{versions, ['{version}']}}";
        string verify = mutual ? versions + ", {verify, verify_peer}, {fail_if_no_peer_cert, true}" : versions;
        string optFile = files.Options(files.Authority.Issue(TlsFiles.Localhost), verify, versions + ", {verify, verify_peer}");
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        string[] flags = protoDist == "inet6_tls" ? files.Inet6Flags() : [];
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions
        {
            EpmdPort = epmd.Port,
            ProtoDist = protoDist,
            OptFile = optFile,
            Flags = flags,
        });
        await using ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = "net@localhost",
            Cookie = new Cookie("secret"),
            ProtoDist = protoDist,
            Tls = TlsOptionFile.Load(optFile),
            Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
        });
        var up = new TaskCompletionSource<NodeEventArgs>();
        node.NodeUp += (_, e) => up.TrySetResult(e);

        await node.PingAsync(beam.Name);
        string security = (await up.Task).Security!.ToString()!;
        Assert.StartsWith(version == "tlsv1.3" ? "TLS 1.3" : "TLS 1.2", security, StringComparison.Ordinal);
        Assert.Equal(Term.List(3, 2, 1), await node.RpcAsync(beam.Name, "lists", "reverse", [Term.List(1, 2, 3)]));

        await node.DisconnectAsync(beam.Name);
        await beam.EventuallyAsync($"not lists:member('{node.Name}', nodes(connected))");
        Assert.Equal("pong", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
    }
}
