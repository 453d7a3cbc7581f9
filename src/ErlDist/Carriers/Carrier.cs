using System.Net.Sockets;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace ErlDist.Carriers;

/// <summary>The carriers on sockets, by the names that <c>-proto_dist</c> takes.</summary>
public static class Carrier
{
    /// <summary>Makes a carrier.</summary>
    /// <param name="protoDist"><c>inet_tcp</c>, <c>inet6_tcp</c>, <c>inet_tls</c> or <c>inet6_tls</c>.</param>
    /// <param name="tls">The TLS options, needed by the last two.</param>
    /// <param name="loggers">Where warnings about the options and reloads of files go.</param>
    /// <param name="listenSocket">Options of the sockets that peers connect to; null = none.</param>
    /// <param name="connectSocket">Options of the sockets that connect; null = none.</param>
    /// <exception cref="ArgumentException">There is no such carrier.</exception>
    /// <exception cref="TlsOptionException">TLS is asked for and its options are missing or unusable.</exception>
    public static ICarrier Create(
        string protoDist, TlsOptions? tls = null, ILoggerFactory? loggers = null, SocketSettings? listenSocket = null, SocketSettings? connectSocket = null)
    {
        SocketCarrier carrier = protoDist switch
        {
            "inet_tcp" => new TcpCarrier(AddressFamily.InterNetwork),
            "inet6_tcp" => new TcpCarrier(AddressFamily.InterNetworkV6),
            "inet_tls" => new TlsCarrier(AddressFamily.InterNetwork, tls ?? throw NoTlsOptions(protoDist), loggers),
            "inet6_tls" => new TlsCarrier(AddressFamily.InterNetworkV6, tls ?? throw NoTlsOptions(protoDist), loggers),
            _ => throw new ArgumentException(
                $"There is no carrier '{protoDist}'; take inet_tls, inet6_tls, or without any security inet_tcp, inet6_tcp.", nameof(protoDist)),
        };
        carrier.ListenSocket = listenSocket ?? carrier.ListenSocket;
        carrier.ConnectSocket = connectSocket ?? carrier.ConnectSocket;
        return carrier;
    }

    private static TlsOptionException NoTlsOptions(string protoDist) => new(
        $"{protoDist} needs TLS options, and there are none: an option file (TlsOptionFile.Load), certificates (TlsOptions.FromFiles) or options in code."
        + " A node without them would refuse every peer.");
}
