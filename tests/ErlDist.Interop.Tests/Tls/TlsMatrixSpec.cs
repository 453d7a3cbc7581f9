using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>One option file for both nodes, every version, family and trust, each side dialling.</summary>
public sealed class TlsMatrixSpec
{
    /// <summary>Who dials. tests/otp-matrix.sh counts the rows of its table by these names.</summary>
    public enum Dialler
    {
        /// <summary>Our node.</summary>
        Dotnet,

        /// <summary>The real one.</summary>
        Beam,
    }

    public static TheoryData<string, string, bool, Dialler> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, bool, Dialler>();
            foreach (string protoDist in new[] { "inet_tls", "inet6_tls" })
            {
                foreach (string version in new[] { "tlsv1.2", "tlsv1.3" })
                {
                    rows.Add(protoDist, version, true, Dialler.Dotnet);
                    rows.Add(protoDist, version, true, Dialler.Beam);
                    rows.Add(protoDist, version, false, Dialler.Dotnet);
                    rows.Add(protoDist, version, false, Dialler.Beam);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Connects(string protoDist, string version, bool mutual, Dialler dialler)
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
            Tls = TlsOptions.FromOptionFile(optFile),
            Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
        });
        node.Export("dotnet", "reverse", 1, (arguments, _) => ValueTask.FromResult<Term>(Term.List([.. ((ErlList)arguments[0]).Reverse()])));
        var up = new TaskCompletionSource<NodeEventArgs>();
        node.NodeUp += (_, e) => up.TrySetResult(e);

        if (dialler == Dialler.Dotnet)
        {
            await node.PingAsync(beam.Name);
        }
        else
        {
            Assert.Equal("pong", await beam.EvalAsync($"net_adm:ping('{node.Name}')"));
        }

        string security = (await up.Task).Security!.ToString()!;
        Assert.StartsWith(version == "tlsv1.3" ? "TLS 1.3" : "TLS 1.2", security, StringComparison.Ordinal);
        Assert.Equal(Term.List(3, 2, 1), await node.RpcAsync(beam.Name, "lists", "reverse", [Term.List(1, 2, 3)]));
        Assert.Equal("[3,2,1]", await beam.EvalAsync($"rpc:call('{node.Name}', dotnet, reverse, [[1,2,3]])"));
    }
}
