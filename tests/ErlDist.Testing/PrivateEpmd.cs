using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ErlDist.Testing;

/// <summary>A real <c>epmd</c> of the test's own, on a free port of the loopback, so that tests never meet.</summary>
public sealed class PrivateEpmd : IAsyncDisposable
{
    private Process? _process;

    private PrivateEpmd(int port) => Port = port;

    /// <summary>The port, for <c>ERL_EPMD_PORT</c>.</summary>
    public int Port { get; }

    /// <summary>Starts one and returns when it answers.</summary>
    public static async Task<PrivateEpmd> StartAsync()
    {
        var epmd = new PrivateEpmd(FreePort());
        await epmd.RestartAsync();
        return epmd;
    }

    /// <summary>Starts it again on the same port after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("epmd",
            ["-port", Port.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1,::1", "-relaxed_command_check"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, timeout.Token); // The process has no other way to say that it listens.
            }
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task ExitedAsync() => _process!.WaitForExitAsync().WaitAsync(Command.Bound);

    /// <summary>Kills it: every registration is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
    }

    /// <summary>A port of the loopback that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
