using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>Opens a port of a range.</summary>
internal static class SocketBinding
{
    public static Socket Listen(string carrier, AddressFamily family, ListenOptions options)
    {
        IPAddress address = options.Address ?? (family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
        if (address.AddressFamily != family)
        {
            throw new CarrierException(
                CarrierError.AddressNotAvailable,
                $"{carrier} can't listen on {address}: it needs an {FamilyName(family)} address.");
        }

        int last = Math.Max(options.PortMin, options.PortMax);
        SocketException? taken = null;
        for (int port = options.PortMin; port <= last; port++)
        {
            try
            {
                return Listen(new IPEndPoint(address, port), options.Backlog);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                taken = e;
            }
            catch (SocketException e)
            {
                throw new CarrierException(
                    CarrierError.AddressNotAvailable, $"{carrier} can't listen on {new IPEndPoint(address, port)}: {e.Message}.", e);
            }
        }

        string ports = options.PortMin == last ? $"Port {last} is" : $"All ports from {options.PortMin} to {last} are";
        throw new CarrierException(
            CarrierError.AddressInUse,
            $"{ports} taken on {address}: end what listens there, or allow other ports.",
            taken);
    }

    public static string FamilyName(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    private static Socket Listen(IPEndPoint endpoint, int backlog)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(endpoint);
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
