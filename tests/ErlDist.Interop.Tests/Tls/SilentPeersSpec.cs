using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ErlDist.Embedding;
using ErlDist.Nodes;

namespace ErlDist.Interop.Tests.Tls;

/// <summary>Who connects and says nothing, or nearly nothing, goes by its time limit and keeps nobody else waiting.</summary>
public sealed class SilentPeersSpec
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Silent_TCP_silent_TLS_and_a_byte_now_and_then_are_closed_while_100_good_connections_come_up()
    {
        using var files = new TlsFiles();
        var tls = TlsOptions.FromOptionFile(files.Mutual(files.Authority.Issue(TlsFiles.Localhost)));
        await using var epmd = EpmdServer.Start(new EpmdOptions { Port = 0, ListenAddresses = [IPAddress.Loopback] });
        var common = new ErlangNodeOptions
        {
            Name = "busy@localhost",
            Cookie = new Cookie("secret"),
            Tls = tls,
            Epmd = new EpmdOptions { Port = epmd.Port, StartServer = false },
            ListenAddress = IPAddress.Loopback,
        };
        await using ErlangNode node = await ErlangNode.StartAsync(common with { NetSetupTime = TimeSpan.FromSeconds(2) });
        Task[] silent =
        [
            .. Enumerable.Range(0, 20).Select(_ => ClosedAsync(node.EndPoint!, (_, _) => Task.CompletedTask)),
            .. Enumerable.Range(0, 20).Select(_ => ClosedAsync(node.EndPoint!, DribbleAsync)),
            .. Enumerable.Range(0, 20).Select(_ => ClosedAsync(node.EndPoint!, (socket, limit) => TlsAndSilenceAsync(socket, tls, limit))),
        ];

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PingAsync(common with { Name = $"good{i}@localhost", Listen = false })));
        await Task.WhenAll(silent).WaitAsync(s_bound);
    }

    private static async Task PingAsync(ErlangNodeOptions options)
    {
        await using ErlangNode good = await ErlangNode.StartAsync(options);
        await good.PingAsync("busy@localhost").WaitAsync(s_bound);
    }

    /// <summary>Completes when the node has closed the connection.</summary>
    private static async Task ClosedAsync(IPEndPoint node, Func<Socket, CancellationToken, Task> act)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(s_bound);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, node.Port), limit.Token);
        Task acting = act(socket, limit.Token);
        byte[] buffer = new byte[4096];
        try
        {
            await acting;
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Closed with bytes of ours unread: a reset.
        }
    }

    private static async Task DribbleAsync(Socket socket, CancellationToken limit)
    {
        // The beginning of a TLS record of 256 bytes with a ClientHello, a byte at a time.
        byte[] record = [22, 3, 1, 1, 0, 1, 0, 0, 252, .. new byte[247]];
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        for (int i = 0; i < record.Length && await every.WaitForNextTickAsync(limit); i++)
        {
            await socket.SendAsync(record.AsMemory(i, 1), limit);
            if (socket.Poll(0, SelectMode.SelectRead))
            {
                return;
            }
        }
    }

    private static async Task TlsAndSilenceAsync(Socket socket, TlsOptions tls, CancellationToken limit)
    {
        using var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: true, (_, _, _, _) => true);
        var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(tls.Client.CertificateFile!);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [certificate] }, limit);
        byte[] buffer = new byte[1];
        Assert.Equal(0, await stream.ReadAsync(buffer, limit));
    }
}
