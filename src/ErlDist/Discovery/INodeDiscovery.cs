namespace ErlDist.Embedding;

/// <summary>
/// How a node finds others and is found: what <c>-epmd_module</c> is in OTP ("How to Implement an Alternative Node Discovery for
/// Erlang Distribution"). Those that come with this library are made by <see cref="NodeDiscovery"/>. Safe for many threads.
/// </summary>
public interface INodeDiscovery
{
    /// <summary>Where a node listens.</summary>
    /// <param name="node">The whole name, <c>name@host</c>.</param>
    /// <param name="cancellationToken">The time limit, <see cref="ErlangNodeOptions.NetSetupTime"/>.</param>
    /// <returns>The address; null when there is no such node as far as is known here.</returns>
    /// <exception cref="DiscoveryException">It cannot be said; the message says why.</exception>
    ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken);

    /// <summary>Makes this node known, once it listens. Disposing of what is returned takes it away again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where nothing is to be done.</returns>
    /// <exception cref="ErlangException">The node cannot be registered, and does not start.</exception>
    ValueTask<INodeRegistration?> RegisterAsync(NodeListing node, CancellationToken cancellationToken) => ValueTask.FromResult<INodeRegistration?>(null);

    /// <summary>The names of all nodes that are known, as far as that can be told; else none. For <c>*</c> in <see cref="ErlangNodeOptions.KeepConnected"/>.</summary>
    /// <exception cref="DiscoveryException">It cannot be said now; the message says why.</exception>
    ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);
}
