using ErlDist.Embedding;

namespace ErlDist.Discovery;

/// <summary>A table of nodes.</summary>
internal sealed class StaticDiscovery : INodeDiscovery
{
    private readonly Dictionary<string, NodeAddress> _nodes = new(NodeName.IgnoringHostCase);
    private readonly List<string> _names = [];

    public StaticDiscovery(IReadOnlyDictionary<string, string> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        foreach ((string node, string address) in nodes)
        {
            if (!NodeName.IsValid(node))
            {
                throw new ArgumentException($"'{node}' is no node name: it must be name@host.", nameof(nodes));
            }

            try
            {
                if (!_nodes.TryAdd(node, NodeAddress.Parse(address)))
                {
                    throw new ArgumentException($"{node} stands there twice.", nameof(nodes));
                }
            }
            catch (FormatException e)
            {
                throw new ArgumentException($"The address of {node}: {e.Message}", nameof(nodes), e);
            }

            _names.Add(node);
        }
    }

    public ValueTask<NodeAddress?> FindAsync(string node, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_nodes.GetValueOrDefault(node));

    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(_names);

    public override string ToString() => $"the table of {_nodes.Count} nodes";
}
