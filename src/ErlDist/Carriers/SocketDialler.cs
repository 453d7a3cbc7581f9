using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;

namespace ErlDist.Carriers;

/// <summary>Connects to a host, by the addresses of one family.</summary>
internal static class SocketDialler
{
    public static async ValueTask<Socket> ConnectAsync(
        string carrier, AddressFamily family, ConnectTarget target, SocketSettings settings, CancellationToken cancellationToken)
    {
        SocketException? failure = null;
        foreach (IPAddress address in await ResolveAsync(carrier, family, target.Address ?? target.Host, cancellationToken).ConfigureAwait(false))
        {
            var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                settings.Apply(socket);
                if (settings.Address is { } own)
                {
                    socket.Bind(new IPEndPoint(own, 0));
                }

                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw Failed(target, failure!);
    }

    public static async ValueTask<IPAddress[]> ResolveAsync(
        string carrier, AddressFamily family, string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            return literal.AddressFamily == family
                ? [literal]
                : throw new CarrierException(
                    CarrierError.HostNotFound,
                    $"{host} is an {SocketBinding.FamilyName(literal.AddressFamily)} address, and {carrier} connects by {SocketBinding.FamilyName(family)} only.");
        }

        SocketException? failure = null;
        try
        {
            IPAddress[] found = await HostLookup.Shared.ResolveAsync(host, family, cancellationToken).ConfigureAwait(false);
            if (found.Length > 0)
            {
                return found;
            }
        }
        catch (SocketException e)
        {
            failure = e;
        }

        throw new CarrierException(
                CarrierError.HostNotFound,
                $"The host '{host}' has no {SocketBinding.FamilyName(family)} address: check the name, the hosts file and DNS, or connect by the other family than {carrier} does.",
                failure);
    }

    private static CarrierException Failed(ConnectTarget target, SocketException e)
    {
        string where = $"{target.NodeName} ({target.Address ?? target.Host}, port {target.Port})";
        return e.SocketErrorCode == SocketError.ConnectionRefused
            ? new CarrierException(
                CarrierError.Refused, $"Nothing listens at {where}: the node has ended, or listens on another address or family.", e)
            : new CarrierException(
                CarrierError.Unreachable, $"{where} can't be reached ({e.Message}): check the network and its firewalls.", e);
    }
}
