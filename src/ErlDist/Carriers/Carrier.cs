using System.Net;
using System.Net.Sockets;
using ErlDist.Carriers;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace ErlDist.Embedding;

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
        AddressFamily family = FamilyOf(protoDist);
        SocketSettings listen = listenSocket ?? new SocketSettings();
        SocketSettings connect = connectSocket ?? new SocketSettings();
        return protoDist.EndsWith("_tls", StringComparison.Ordinal)
            ? new TlsCarrier(family, tls ?? throw NoTlsOptions(protoDist), loggers) { ListenSocket = listen, ConnectSocket = connect }
            : new TcpCarrier(family) { ListenSocket = listen, ConnectSocket = connect };
    }

    /// <summary>The addresses that a carrier connects to for a host, or listens on as one.</summary>
    /// <param name="protoDist"><c>inet_tcp</c>, <c>inet6_tcp</c>, <c>inet_tls</c> or <c>inet6_tls</c>.</param>
    /// <param name="host">A host name or an IP address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">There is no such carrier.</exception>
    /// <exception cref="CarrierException">The host has no address of the carrier's family (<see cref="CarrierError.HostNotFound"/>).</exception>
    public static ValueTask<IPAddress[]> ResolveAsync(string protoDist, string host, CancellationToken cancellationToken) =>
        SocketDialler.ResolveAsync(protoDist, FamilyOf(protoDist), host, cancellationToken);

    private static AddressFamily FamilyOf(string protoDist) => protoDist switch
    {
        "inet_tcp" or "inet_tls" => AddressFamily.InterNetwork,
        "inet6_tcp" or "inet6_tls" => AddressFamily.InterNetworkV6,
        _ => throw new ArgumentException(
            $"There is no carrier '{protoDist}'; take inet_tls, inet6_tls, or without any security inet_tcp, inet6_tcp.", nameof(protoDist)),
    };

    private static TlsOptionException NoTlsOptions(string protoDist) => new(
        $"{protoDist} needs TLS options, and there are none: an option file (TlsOptions.FromOptionFile), certificates (TlsOptions.FromFiles) or options in code."
        + " A node without them would refuse every peer.");
}
