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
    /// <exception cref="ArgumentException">There is no such carrier.</exception>
    /// <exception cref="TlsOptionException">TLS is asked for and its options are missing or unusable.</exception>
    public static ICarrier Create(string protoDist, TlsOptions? tls = null, ILoggerFactory? loggers = null) => protoDist switch
    {
        "inet_tcp" => new TcpCarrier(AddressFamily.InterNetwork),
        "inet6_tcp" => new TcpCarrier(AddressFamily.InterNetworkV6),
        "inet_tls" => new TlsCarrier(AddressFamily.InterNetwork, tls ?? throw NoTlsOptions(protoDist), loggers),
        "inet6_tls" => new TlsCarrier(AddressFamily.InterNetworkV6, tls ?? throw NoTlsOptions(protoDist), loggers),
        _ => throw new ArgumentException(
            $"There is no carrier '{protoDist}'; take inet_tls, inet6_tls, or without any security inet_tcp, inet6_tcp.", nameof(protoDist)),
    };

    private static TlsOptionException NoTlsOptions(string protoDist) => new(
        $"-proto_dist {protoDist} needs TLS options, and there are none: name an option file (-ssl_dist_optfile FILE; erldist certs makes one)"
        + " or give them singly (-ssl_dist_opt server_certfile FILE …). A node without them would refuse every peer.");
}
