using ErlDist.Discovery;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Connections;

/// <summary>Keeps the connections of <see cref="ErlangNodeOptions.KeepConnected"/> up until the node stops.</summary>
internal sealed class ConnectionKeeper
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_listInterval = TimeSpan.FromSeconds(10);

    private readonly ErlangNode _node;
    private readonly INodeDiscovery _discovery;
    private readonly Dictionary<string, Task> _kept = [];

    public ConnectionKeeper(ErlangNode node, INodeDiscovery discovery)
    {
        _node = node;
        _discovery = discovery;
        Completion = RunAsync();
    }

    /// <summary>Completes when the node has stopped and nothing is dialled here any more.</summary>
    public Task Completion { get; }

    private async Task RunAsync()
    {
        await Task.Yield();
        Keep(_node.Options.KeepConnected.Where(name => name != ErlangNodeOptions.AllNodes));
        try
        {
            while (_node.Options.KeepConnected.Contains(ErlangNodeOptions.AllNodes))
            {
                await ListAsync().ConfigureAwait(false);
                await Task.Delay(s_listInterval, _node.Options.TimeProvider, _node.Stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }

        await Task.WhenAll(_kept.Values).ConfigureAwait(false);
    }

    private async Task ListAsync()
    {
        try
        {
            Keep(await _discovery.ListAsync(_node.Stopping).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // A discovery of the user's may throw anything; it is asked again.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _node.Log.ListFailed(e.Message);
        }
#pragma warning restore CA1031
    }

    private void Keep(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            // One that has left the list and is gone is not dialled for ever: its task has ended.
            if (name != _node.Name && (!_kept.TryGetValue(name, out Task? task) || task.IsCompleted))
            {
                _kept[name] = KeepAsync(name);
            }
        }
    }

    private async Task KeepAsync(string name)
    {
        TimeSpan pause = s_firstPause;
        bool isListed = !_node.Options.KeepConnected.Contains(name);
        try
        {
            do
            {
                try
                {
                    Connection connection = await _node.Peers.GetAsync(new Atom(name), _node.Stopping).ConfigureAwait(false);
                    pause = s_firstPause;
                    await connection.Completion.WaitAsync(_node.Stopping).ConfigureAwait(false);
                }
                catch (NodeConnectionException)
                {
                    // The log says why.
                }

                await Task.Delay(pause, _node.Options.TimeProvider, _node.Stopping).ConfigureAwait(false);
                pause = pause * 2 < s_lastPause ? pause * 2 : s_lastPause;
            }
            while (!isListed);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }
}
