using System.Net;
using System.Net.Sockets;
using ErlDist.Carriers;
using ErlDist.Embedding;

namespace ErlDist.Epmd;

/// <summary>One connection to an EPMD: connects, sends the one request, reads the answer; each failure becomes an <see cref="EpmdException"/>.</summary>
internal sealed class EpmdConnection : IDisposable
{
    /// <summary>More than any daemon answers: a thousand names of the greatest length.</summary>
    private const int MaxAnswerBytes = 1 << 20;

    private readonly Socket _socket;
    private readonly string _place;

    private EpmdConnection(Socket socket, string place)
    {
        _socket = socket;
        _place = place;
    }

    /// <summary>Connects to the EPMD of a host; of this machine when <paramref name="host"/> is null.</summary>
    public static async Task<EpmdConnection> ConnectAsync(string? host, int port, CancellationToken cancellation)
    {
        string place = $"{host ?? "localhost"}:{port}";
        IPAddress[] addresses = host is null
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : await ResolveAsync(host, cancellation).ConfigureAwait(false);
        SocketException? first = null;
        foreach (IPAddress address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation).ConfigureAwait(false);
                return new EpmdConnection(socket, place);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                first ??= e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new EpmdException(
            EpmdError.NotRunning,
            $"No EPMD answers at {place} ({first?.SocketErrorCode}): start a node or `epmd -daemon` there, "
            + "open the port in the firewall, or set ERL_EPMD_PORT if it listens on another one.",
            first);
    }

    public Task SendAsync(EpmdRequest request, CancellationToken cancellation) => Guard(async () =>
    {
        await _socket.SendAsync(request.Encode(), cancellation).ConfigureAwait(false);
        return true;
    });

    /// <summary>Reads exactly <paramref name="count"/> bytes.</summary>
    public Task<byte[]> ReadExactlyAsync(int count, CancellationToken cancellation) => Guard(async () =>
    {
        byte[] buffer = new byte[count];
        for (int got = 0; got < count;)
        {
            int n = await _socket.ReceiveAsync(buffer.AsMemory(got), cancellation).ConfigureAwait(false);
            got += n > 0 ? n : throw Refused(null);
        }

        return buffer;
    });

    /// <summary>Reads until EPMD closes.</summary>
    public Task<byte[]> ReadToEndAsync(CancellationToken cancellation) => Guard(async () =>
    {
        using var answer = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await _socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var n)
        {
            answer.Write(buffer, 0, n);
            if (answer.Length > MaxAnswerBytes)
            {
                throw Malformed();
            }
        }

        return answer.Length > 0 ? answer.ToArray() : throw Refused(null);
    });

    /// <summary>Ends when EPMD closes the connection or goes away.</summary>
    public async Task WaitForCloseAsync(CancellationToken cancellation)
    {
        try
        {
            byte[] buffer = new byte[64];
            while (await _socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (SocketException)
        {
        }
    }

    public EpmdException Malformed() => new(
        EpmdError.Malformed,
        $"What answers at {_place} is not EPMD: see which program has the port, or set ERL_EPMD_PORT.");

    public void Dispose() => _socket.Dispose();

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
    {
        try
        {
            return await HostLookup.Shared.ResolveAsync(host, AddressFamily.Unspecified, cancellation).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new EpmdException(
                EpmdError.HostNotFound,
                $"The host {host} is unknown ({e.SocketErrorCode}): check the part after the @ of the node name, DNS and /etc/hosts.",
                e);
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Refused(e);
        }
    }

    private EpmdException Refused(SocketException? inner) => new(
        EpmdError.Refused,
        $"EPMD at {_place} closed the connection without an answer: it doesn't take this request from here "
        + "(only local nodes may register, only a relaxed one obeys stop), or it is being shut down.",
        inner);
}
