using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ErlDist.Tests.Tls;

/// <summary>A web server with one list, and a path that never answers.</summary>
internal sealed class HttpLists : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly TaskCompletionSource _firstAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public HttpLists()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public byte[] List { get; set; } = [];

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Completes when a list has been asked for.</summary>
    public Task FirstAsked => _firstAsked.Task;

    public string Address(string path) => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}";

    public void Dispose()
    {
        _listener.Dispose();
        foreach (TcpClient client in _clients)
        {
            client.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                string request = await reader.ReadLineAsync() ?? "";
                Interlocked.Increment(ref _asked);
                _firstAsked.TrySetResult();
                if (request.Contains("silent", StringComparison.Ordinal))
                {
                    continue;
                }

                byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {List.Length}\r\nConnection: close\r\n\r\n");
                await client.GetStream().WriteAsync((byte[])[.. head, .. List]);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
