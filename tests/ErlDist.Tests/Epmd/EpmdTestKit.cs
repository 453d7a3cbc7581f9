using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Tests.Epmd;

internal static class EpmdTestKit
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>A server on a free port of its own, and options for clients of it.</summary>
    public static EpmdServer Server(Func<EpmdOptions, EpmdOptions>? change = null)
    {
        var options = new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback], RelaxedCommandCheck = true };
        return EpmdServer.Start(change?.Invoke(options) ?? options);
    }

    public static EpmdOptions Options(int port) => new()
    {
        Port = port,
        ListenAddresses = [IPAddress.Loopback],
        StartServer = false,
        RetryInterval = TimeSpan.FromMilliseconds(50),
    };

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until what another task does is seen, within the bound.</summary>
    public static async Task Eventually(Func<Task<bool>> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < Bound, $"not within {Bound.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }
    }

    public static Task Eventually(Func<bool> condition, string what) => Eventually(() => Task.FromResult(condition()), what);

    public static async Task<Socket> Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>All that the server sends until it closes.</summary>
    public static async Task<byte[]> ReadToEnd(this Socket socket)
    {
        using var limit = new CancellationTokenSource(Bound);
        using var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var n)
            {
                all.Write(buffer, 0, n);
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }

        return all.ToArray();
    }
}
