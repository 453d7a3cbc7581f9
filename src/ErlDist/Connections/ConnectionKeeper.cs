using ErlDist.Embedding;

namespace ErlDist.Connections;

/// <summary>Keeps connections up until the node stops (<see cref="ErlangNodeOptions.KeepConnected"/>).</summary>
internal sealed class ConnectionKeeper
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_listInterval = TimeSpan.FromSeconds(10);

    private readonly ConnectionServices _services;
    private readonly PeerTable _peers;
    private readonly INodeDiscovery _discovery;
    private readonly IReadOnlyList<string> _names;
    private readonly bool _isAll;
    private readonly Dictionary<string, Task> _kept = [];

    /// <summary>Begins to connect.</summary>
    /// <param name="services">What connections share.</param>
    /// <param name="peers">The peers.</param>
    /// <param name="discovery">Lists the nodes that there are.</param>
    /// <param name="names">The names to keep.</param>
    /// <param name="isAll">Whether all nodes that discovery lists are kept, too.</param>
    public ConnectionKeeper(ConnectionServices services, PeerTable peers, INodeDiscovery discovery, IReadOnlyList<string> names, bool isAll)
    {
        (_services, _peers, _discovery, _names, _isAll) = (services, peers, discovery, names, isAll);
        Completion = RunAsync();
    }

    /// <summary>Completes when the node has stopped and nothing is dialled here any more.</summary>
    public Task Completion { get; }

    private async Task RunAsync()
    {
        await Task.Yield();
        Keep(_names);
        try
        {
            while (_isAll)
            {
                await ListAsync().ConfigureAwait(false);
                await Task.Delay(s_listInterval, _services.Time, _services.Stopping).ConfigureAwait(false);
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
            Keep(await _discovery.ListAsync(_services.Stopping).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // A discovery of the user's may throw anything; it is asked again.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _services.Log.ListFailed(e.Message);
        }
#pragma warning restore CA1031
    }

    private void Keep(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            // One that has left the list and is gone is not dialled for ever: its task has ended.
            if (name != _services.Self.Name.Name && (!_kept.TryGetValue(name, out Task? task) || task.IsCompleted))
            {
                _kept[name] = KeepAsync(name);
            }
        }
    }

    private async Task KeepAsync(string name)
    {
        TimeSpan pause = s_firstPause;
        bool isListed = !_names.Contains(name);
        try
        {
            do
            {
                try
                {
                    Connection connection = await _peers.GetAsync(Atom.Get(name), _services.Stopping).ConfigureAwait(false);
                    pause = s_firstPause;
                    await connection.Completion.WaitAsync(_services.Stopping).ConfigureAwait(false);
                }
                catch (NodeConnectionException)
                {
                    // The log says why.
                }

                await Task.Delay(pause, _services.Time, _services.Stopping).ConfigureAwait(false);
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
