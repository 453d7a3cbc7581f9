using Microsoft.Extensions.DependencyInjection;

namespace ErlDist.Hosting;

/// <summary>What a host's node has on it from its start.</summary>
public sealed class ErlangNodeBuilder
{
    private readonly string _node;

    internal ErlangNodeBuilder(string node, IServiceCollection services)
    {
        _node = node;
        Services = services;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>A gen_server under a name, there before the first peer is; what its constructor takes comes from DI.</summary>
    /// <typeparam name="T">Its class. The constructor takes the <see cref="ErlangNode"/> and services.</typeparam>
    /// <param name="name">The name that it is registered under: <c>gen_server:call({name, 'node@host'}, …)</c>.</param>
    public ErlangNodeBuilder AddGenServer<T>(string name)
        where T : GenServer =>
        Prepare((services, node) => node.Register(name, ActivatorUtilities.CreateInstance<T>(services, node)));

    /// <summary>
    /// What is there for every peer: exported functions, processes, handlers of the node's events. It runs when the node has its name and
    /// before its first connection.
    /// </summary>
    /// <param name="prepare">What to do. What it throws keeps the host from starting.</param>
    public ErlangNodeBuilder Prepare(Action<IServiceProvider, ErlangNode> prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        Services.AddSingleton(new NodePart(_node, prepare, null));
        return this;
    }

    /// <summary>What needs connections. It runs once the node is up and before the host has started.</summary>
    /// <param name="start">What to do. What it throws keeps the host from starting.</param>
    public ErlangNodeBuilder OnStarted(Func<IServiceProvider, ErlangNode, CancellationToken, ValueTask> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Services.AddSingleton(new NodePart(_node, null, start));
        return this;
    }
}
