using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ErlDist.Hosting;

/// <summary>
/// Starts a node with the host, before the services that come after it, and stops it after them. Who has it injected into a
/// constructor has it started by that.
/// </summary>
internal sealed class NodeHost(
    string name,
    IServiceProvider services,
    IOptionsMonitor<ErlangNodeHostingOptions> options,
    IEnumerable<NodePart> parts) : IHostedService, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<NodePart> _parts = [.. parts.Where(p => p.Node == name)];
    private Task<ErlangNode>? _starting;
    private volatile ErlangNode? _made;

    /// <summary>The node, if it has started.</summary>
    public ErlangNode? Started => _starting is { IsCompletedSuccessfully: true } started ? started.Result : null;

    /// <summary>
    /// The node; waits for it where it is still to be made. It is there for what its own parts are made of, too, before the first
    /// connection.
    /// </summary>
    public ErlangNode Node => _made ?? Task.Run(() => GetAsync(CancellationToken.None)).GetAwaiter().GetResult();

    public Task StartAsync(CancellationToken cancellationToken) => GetAsync(cancellationToken).WaitAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Started is { } node)
        {
            await node.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Started?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<ErlangNode> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _starting ??= BeginAsync(cancellationToken);
        }
    }

    private async Task<ErlangNode> BeginAsync(CancellationToken cancellationToken)
    {
        ErlangNodeOptions settings = options.Get(name).Checked!;
        ErlangNode? node = null;
        try
        {
            node = await ErlangNode.StartAsync(settings with { Prepare = made => Prepare(made, settings) }, cancellationToken).ConfigureAwait(false);
            foreach (NodePart part in _parts)
            {
                if (part.Start is { } start)
                {
                    await start(services, node, cancellationToken).ConfigureAwait(false);
                }
            }

            return node;
        }
        catch
        {
            _made = null;
            if (node is not null)
            {
                await node.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private void Prepare(ErlangNode node, ErlangNodeOptions settings)
    {
        _made = node;
        settings.Prepare?.Invoke(node);
        foreach (NodePart part in _parts)
        {
            part.Prepare?.Invoke(services, node);
        }
    }
}
