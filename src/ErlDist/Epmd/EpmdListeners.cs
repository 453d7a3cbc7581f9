using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Epmd;

/// <summary>Opens the listening sockets of an <see cref="EpmdServer"/>: all or none.</summary>
internal static class EpmdListeners
{
    public static List<Socket> Open(EpmdOptions options)
    {
        var sockets = new List<Socket>();
        try
        {
            // Always in the same order, so that of two processes that try at once one fails at its first address.
            foreach ((IPAddress address, bool required) in Addresses(options))
            {
                int port = sockets.Count == 0 ? options.Port : ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                if (TryListen(new IPEndPoint(address, port), required) is { } socket)
                {
                    sockets.Add(socket);
                }
            }

            return sockets;
        }
        catch
        {
            sockets.ForEach(s => s.Dispose());
            throw;
        }
    }

    /// <summary>IPv6 is required only where it is asked for: a machine may have none.</summary>
    private static IEnumerable<(IPAddress Address, bool Required)> Addresses(EpmdOptions options)
    {
        if (options.ListenAddresses.Count == 0)
        {
            return [(IPAddress.Any, true), (IPAddress.IPv6Any, false)];
        }

        IEnumerable<(IPAddress a, bool)> asked = options.ListenAddresses.Select(a => (a, true));
        return asked
            .Concat([(IPAddress.Loopback, true), (IPAddress.IPv6Loopback, false)])
            .DistinctBy(a => a.Item1);
    }

    private static Socket? TryListen(IPEndPoint endpoint, bool required)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(endpoint);
            socket.Listen();
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => throw new EpmdException(
                    EpmdError.AddressInUse,
                    $"{endpoint} is taken: most likely an EPMD runs already, and one a machine is enough.",
                    e),
                SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable when !required => null,
                _ => throw new EpmdException(
                    EpmdError.AddressNotAvailable,
                    $"EPMD can't listen on {endpoint} ({e.SocketErrorCode}): check ERL_EPMD_ADDRESS and ERL_EPMD_PORT.",
                    e),
            };
        }
    }
}
