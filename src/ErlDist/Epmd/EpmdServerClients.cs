using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using Microsoft.Extensions.Logging;

namespace ErlDist.Epmd;

/// <summary>
/// The connections of an <see cref="EpmdServer"/>. Each brings one request; after ALIVE2_REQ the connection stays and stands for
/// the node. A client that is slow, silent or wrong loses its own connection and nothing else.
/// </summary>
internal sealed class EpmdServerClients(
    EpmdOptions options,
    int port,
    EpmdRegistry registry,
    ILogger logger,
    TimeProvider time,
    CancellationTokenSource stop,
    Func<Socket, bool> isLocal)
{
    private readonly ConcurrentDictionary<Socket, Task> _clients = new();
    private int _count;
    private int _remoteCount;

    public EpmdRegistry Registry => registry;

    /// <summary>Serves a connection in the background, or closes it at once where there are too many.</summary>
    public void Add(Socket socket)
    {
        bool local = isLocal(socket);
        Count(local, 1);
        if (_count > options.Limits.MaxConnections || (!local && _remoteCount > options.Limits.MaxRemoteConnections))
        {
            EpmdLog.ClientRefused(logger, Peer(socket), "too many connections");
            Count(local, -1);
            socket.Dispose();
            return;
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _clients[socket] = ServeAsync(socket, local, started.Task);
        started.SetResult();
    }

    /// <summary>Waits until all connections have ended, which they do when the server stops.</summary>
    public Task WaitAsync() => Task.WhenAll(_clients.Values);

    private async Task ServeAsync(Socket socket, bool local, Task started)
    {
        await started.ConfigureAwait(false);
        try
        {
            EpmdRequest request = await WithLimitAsync(limit => ReadRequestAsync(socket, limit)).ConfigureAwait(false);
            await AnswerAsync(socket, request, local).ConfigureAwait(false);
        }
        catch (EpmdClientException e)
        {
            EpmdLog.ClientRefused(logger, Peer(socket), e.Message);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It left, or the server ends, or STOP_REQ closed it.
        }
        finally
        {
            _clients.TryRemove(socket, out _);
            Count(local, -1);
            socket.Dispose();
        }
    }

    private void Count(bool local, int change)
    {
        Interlocked.Add(ref _count, change);
        Interlocked.Add(ref _remoteCount, local ? 0 : change);
    }

    private static async Task<EpmdRequest> ReadRequestAsync(Socket socket, CancellationToken limit)
    {
        byte[] buffer = new byte[2 + EpmdRequest.MaxBodyBytes];
        int got = 0;
        int wanted = 2;
        while (got < wanted)
        {
            int n = await socket.ReceiveAsync(buffer.AsMemory(got, wanted - got), limit).ConfigureAwait(false);
            if (n == 0)
            {
                throw new EpmdClientException("it closed before a whole request");
            }

            got += n;
            if (got == 2 && wanted == 2)
            {
                wanted += (buffer[0] << 8) | buffer[1];
                if (wanted == 2 || wanted > buffer.Length)
                {
                    throw new EpmdClientException($"a request of {wanted - 2} bytes");
                }
            }
        }

        return EpmdRequest.Decode(buffer.AsSpan(2, wanted - 2)) ?? throw new EpmdClientException("a malformed or unknown request");
    }

    private async Task AnswerAsync(Socket socket, EpmdRequest request, bool local)
    {
        if (!local && request is not (EpmdRequest.PortPlease or EpmdRequest.Names))
        {
            throw new EpmdClientException($"{request.GetType().Name} is for programs on this machine only");
        }

        switch (request)
        {
            case EpmdRequest.Alive alive:
                await KeepAliveAsync(socket, alive.Entry).ConfigureAwait(false);
                break;
            case EpmdRequest.PortPlease ask:
                await SendAsync(socket, EpmdReply.EncodePort(registry.Find(ask.Name))).ConfigureAwait(false);
                break;
            case EpmdRequest.Names:
                await SendAsync(socket, EpmdReply.EncodeNames(port, registry.Entries)).ConfigureAwait(false);
                break;
            case EpmdRequest.Dump:
                await SendAsync(socket, EpmdReply.EncodeDump(port, registry.Entries)).ConfigureAwait(false);
                break;
            case EpmdRequest.Kill:
                bool allowed = options.RelaxedCommandCheck || registry.IsEmpty;
                await SendAsync(socket, allowed ? "OK"u8.ToArray() : "NO"u8.ToArray()).ConfigureAwait(false);
                if (allowed)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                }

                break;
            case EpmdRequest.Stop order:
                if (!options.RelaxedCommandCheck)
                {
                    throw new EpmdClientException("stop needs a relaxed command check");
                }

                bool struck = registry.Strike(order.Name, out object? owner);
                await SendAsync(socket, struck ? "STOPPED"u8.ToArray() : "NOEXIST"u8.ToArray()).ConfigureAwait(false);
                (owner as Socket)?.Dispose();
                break;
        }
    }

    private async Task KeepAliveAsync(Socket socket, EpmdEntry entry)
    {
        uint? creation = registry.Register(entry, owner: socket);
        try
        {
            await SendAsync(socket, EpmdReply.EncodeAlive(entry.HighestVersion, creation)).ConfigureAwait(false);
            if (creation is { } given)
            {
                EpmdLog.NodeRegistered(logger, entry.Name, entry.Port, given);
            }

            // A node that was refused keeps its connection too, until it closes it. Nothing more may come on it.
            await socket.ReceiveAsync(new byte[1], stop.Token).ConfigureAwait(false);
        }
        finally
        {
            if (registry.Unregister(entry.Name, owner: socket))
            {
                EpmdLog.NodeLeft(logger, entry.Name);
            }
        }
    }

    private Task<bool> SendAsync(Socket socket, byte[] reply) => WithLimitAsync(async limit =>
    {
        await socket.SendAsync(reply, limit).ConfigureAwait(false);
        return true;
    });

    private async Task<T> WithLimitAsync<T>(Func<CancellationToken, Task<T>> action)
    {
        using var timer = new CancellationTokenSource(options.Limits.RequestTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop.Token);
        try
        {
            return await action(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new EpmdClientException("it was too slow");
        }
    }

    /// <summary>Loopback, or a connection from one of this machine's own addresses to itself.</summary>
    public static bool IsLocal(Socket socket) =>
        Peer(socket) is IPEndPoint peer
        && (IPAddress.IsLoopback(peer.Address) || peer.Address.Equals((socket.LocalEndPoint as IPEndPoint)?.Address));

    private static EndPoint? Peer(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>What a client did wrong.</summary>
    private sealed class EpmdClientException(string message) : Exception(message);
}
