using ErlDist.Embedding;
using ErlDist.Epmd;
using Microsoft.Extensions.Logging;

namespace ErlDist.Discovery;

/// <summary>EPMD: each host has one, which knows the ports of the nodes there.</summary>
internal sealed class EpmdDiscovery(EpmdOptions? options, ILogger? logger, TimeProvider time) : INodeDiscovery
{
    private readonly EpmdClient _epmd = new(options, logger, time);

    public async ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken)
    {
        var name = NodeName.Parse(node);
        return await _epmd.LookupAsync(name.Alive, name.Host, cancellationToken).ConfigureAwait(false) switch
        {
            null => null,
            { Port: 0 } => throw new DiscoveryException($"{node} takes no connections (-dist_listen false); let it connect to this node."),
            var entry => new NodeAddress(name.Host, entry.Port) { HandshakeVersion = entry.HighestVersion >= 6 ? 6 : 5 },
        };
    }

    public async ValueTask<INodeRegistration?> RegisterAsync(NodeListing node, CancellationToken cancellationToken)
    {
        var entry = new EpmdEntry(NodeName.Parse(node.Name).Alive, node.Port)
        {
            NodeType = node.Hidden ? EpmdNodeType.Hidden : EpmdNodeType.Normal,
        };
        return new Registration(await _epmd.RegisterAsync(entry, cancellationToken).ConfigureAwait(false));
    }

    public override string ToString() => "EPMD";

    private sealed class Registration(EpmdRegistration registration) : INodeRegistration
    {
        public uint? Creation => registration.Creation;

        public bool IsRegistered => registration.IsRegistered;

        public ValueTask DisposeAsync() => registration.DisposeAsync();
    }
}
