using System.Globalization;
using ErlDist.Discovery;
using ErlDist.Embedding;
using Microsoft.Extensions.Logging;

namespace ErlDist;

/// <summary>The ways to find nodes that come with this library, for <see cref="ErlangNodeOptions.Discovery"/>.</summary>
public static class NodeDiscovery
{
    /// <summary>By EPMD, as Erlang nodes do: the one on the host of a node's name knows its port. The default.</summary>
    /// <param name="options">Where EPMD is; null = as the environment says (<c>ERL_EPMD_PORT</c> …).</param>
    /// <param name="logger">Is told of registrations that are lost and renewed.</param>
    /// <exception cref="EpmdException">A variable of the environment holds what is no port or no address.</exception>
    public static INodeDiscovery Epmd(EpmdOptions? options = null, ILogger? logger = null) => new EpmdDiscovery(options, logger, TimeProvider.System);

    /// <summary><c>-erl_epmd_port</c>: every node listens on the same port of its host. Nothing is registered anywhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no port from 1 to 65535.</exception>
    public static INodeDiscovery Port(int port)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return From((node, _) => ValueTask.FromResult<NodeAddress?>(new NodeAddress(ErlDist.NodeName.HostOf(node), port)));
    }

    /// <summary>The port that <c>ERL_DIST_PORT</c> names, as in releases: see <see cref="Port(int)"/>. Null where it is not set.</summary>
    /// <param name="read">Reads a variable; the process's environment by default.</param>
    /// <exception cref="DiscoveryException">The variable holds what is no port.</exception>
    public static INodeDiscovery? PortFromEnvironment(Func<string, string?>? read = null) =>
        (read ?? Environment.GetEnvironmentVariable)("ERL_DIST_PORT") is not { Length: > 0 } text ? null
        : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? Port(port)
        : throw new DiscoveryException($"ERL_DIST_PORT is '{text}'; it must be a port from 1 to 65535.");

    /// <summary>A table: for each node name <c>host:port</c>. Hosts of names are compared without case. Other nodes are unknown.</summary>
    /// <exception cref="ArgumentException">A name or an address is not valid.</exception>
    public static INodeDiscovery Static(IReadOnlyDictionary<string, string> nodes) => new StaticDiscovery(nodes);

    /// <summary>By DNS: a headless service's addresses, or SRV records.</summary>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public static INodeDiscovery Dns(DnsDiscoveryOptions options) => new DnsDiscovery(options);

    /// <summary>By a function: from the node's name to its address, or null if there is no such node.</summary>
    public static INodeDiscovery From(Func<string, CancellationToken, ValueTask<NodeAddress?>> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return new FunctionDiscovery(find);
    }

    private sealed class FunctionDiscovery(Func<string, CancellationToken, ValueTask<NodeAddress?>> find) : INodeDiscovery
    {
        public ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken) => find(node, cancellationToken);
    }
}
