using System.Net;

namespace ErlDist.Embedding;

/// <summary>Where to listen.</summary>
public sealed record ListenOptions
{
    /// <summary>The address (<c>-kernel inet_dist_use_interface</c>); null = every address of the carrier's family.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The first port to try (<c>-kernel inet_dist_listen_min</c>); 0 = any free port.</summary>
    public int PortMin { get; init; }

    /// <summary>The last port to try (<c>-kernel inet_dist_listen_max</c>); one below <see cref="PortMin"/> counts as that one.</summary>
    public int PortMax { get; init; }

    /// <summary>Connections that the operating system holds until they are accepted.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>
    /// The hosts of <c>net_kernel:allow/1</c> at this moment, for <see cref="Tls.TlsServerOptions.VerifyAllowedHosts"/>. Null or
    /// empty: every host.
    /// </summary>
    public Func<IReadOnlyCollection<string>>? AllowedHosts { get; init; }
}
