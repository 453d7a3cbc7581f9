using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>What the peers of one run share: a directory with certificates and options, and an EPMD of their own.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    public const string Cookie = "benchmark";

    private readonly Process _epmd;
    private readonly List<string> _directories = [];
    private int _lastName;

    private Workspace(string directory, string peersDirectory, int epmdPort, Process epmd)
    {
        Path = directory;
        PeersDirectory = peersDirectory;
        EpmdPort = epmdPort;
        _epmd = epmd;
        _directories.Add(directory);
    }

    public string Path { get; }

    /// <summary>Where run.sh puts the peers that it compiles.</summary>
    public string PeersDirectory { get; }

    public int EpmdPort { get; }

    public string LogDirectory => File("logs");

    public static async Task<Workspace> CreateAsync(string peersDirectory, IEnumerable<OtpInstallation> installations)
    {
        string directory = Directory.CreateTempSubdirectory("erldist-benchmarks-").FullName;
        int port = FreePort();
        Process epmd = Process.Start(new ProcessStartInfo("epmd", ["-port", $"{port}", "-address", "127.0.0.1", "-relaxed_command_check"]))
            ?? throw new PeerException("epmd did not start");
        var workspace = new Workspace(directory, peersDirectory, port, epmd);
        try
        {
            Certificates.Write(directory);
            Directory.CreateDirectory(workspace.LogDirectory);
            await System.IO.File.WriteAllTextAsync(workspace.File("tls.conf"), workspace.TlsOptions());
            foreach (string module in Directory.GetFiles(peersDirectory, "*.beam"))
            {
                System.IO.File.Copy(module, workspace.File(System.IO.Path.GetFileName(module)));
            }

            foreach (string root in installations.Select(i => i.Root).OfType<string>())
            {
                workspace.CopyInto(root);
            }

            await workspace.AwaitEpmdAsync();
            return workspace;
        }
        catch
        {
            await workspace.DisposeAsync();
            throw;
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A node name that no other peer of this run has.</summary>
    public string NextName(string prefix) => $"{prefix}{Interlocked.Increment(ref _lastName)}";

    public async ValueTask DisposeAsync()
    {
        _epmd.Kill();
        await _epmd.WaitForExitAsync();
        _epmd.Dispose();
        foreach (string directory in _directories)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string TlsOptions()
    {
        string common = $"{{certfile,\"{File("node.pem")}\"}},{{cacertfile,\"{File("ca.pem")}\"}},{{verify,verify_peer}},{{versions,['tlsv1.3']}}";
        return $"[{{server,[{common},{{fail_if_no_peer_cert,true}}]}},{{client,[{common}]}}].\n";
    }

    // A node in a root of its own reads the same paths as one outside.
    private void CopyInto(string root)
    {
        string copy = root + Path;
        if (Directory.Exists(copy))
        {
            return; // Its /tmp is the machine's own.
        }

        Directory.CreateDirectory(copy);
        _directories.Add(copy);
        foreach (string file in Directory.GetFiles(Path))
        {
            System.IO.File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
        }
    }

    private async Task AwaitEpmdAsync()
    {
        var client = new EpmdClient(new EpmdOptions { Port = EpmdPort });
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await client.NamesAsync("localhost");
                return;
            }
            catch (EpmdException) when (attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}
