using ErlDist.Connections;
using Microsoft.Extensions.Logging;

namespace ErlDist;

/// <summary>What happens on the node when its connections come and go.</summary>
public sealed partial class ErlangNode : IConnectionOwner
{
    void IConnectionOwner.OnNamed(Atom name, uint creation)
    {
        Identity.Become(name, creation);
        Log.Named(name.Name, creation);
        StartServices();
    }

    void IConnectionOwner.OnUp(Connection connection)
    {
        Log.NodeUp(connection.PeerName.Name, connection.Security?.ToString() ?? "plain TCP");
        _scopes.OnConnectionUp(connection);
        _cluster.OnConnectionUp(connection);
        Raise(NodeUp, nameof(NodeUp), new NodeEventArgs(connection.PeerName.Name, null, connection.Security, connection.Handshake));
    }

    void IConnectionOwner.OnRead(Connection connection) => Router.OnRead(connection);

    void IConnectionOwner.OnDown(Connection connection, DownReason reason)
    {
        Diagnostics.OnDown(connection);

        // Whatever throws on the way, the peer can come back.
        try
        {
            TellProcesses(connection.PeerName);

            // Before a new connection can come up, so that nobody sees its NodeUp first.
            Raise(NodeDown, nameof(NodeDown), new NodeEventArgs(connection.PeerName.Name, reason, connection.Security, connection.Handshake));
        }
        finally
        {
            Peers.OnDown(connection);
        }

        if (reason.IsLoss)
        {
            string peer = connection.PeerName.Name;
            Complaints.Tell("down", peer, LogLevel.Warning, (level, more) => Log.NodeBroken(level, peer, reason + more));
        }
        else
        {
            Log.NodeDown(connection.PeerName.Name, reason.ToString());
        }
    }

    private void TellProcesses(Atom peer)
    {
        foreach (IPeerWatcher watcher in Accounts.WatchersOf(peer))
        {
            watcher.OnNodeDown(peer);
        }

        GroupLeaders.OnPeerDown(peer);
        _cluster.OnConnectionDown(peer);
        if (_calls.IsValueCreated)
        {
            Calls.OnPeerDown(peer);
        }
    }

    private void Raise(EventHandler<NodeEventArgs>? handlers, string name, NodeEventArgs args)
    {
        foreach (EventHandler<NodeEventArgs> handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(this, args);
            }
#pragma warning disable CA1031 // A handler's fault must not keep the connection from going down, or the other handlers from knowing.
            catch (Exception e)
            {
                Log.EventHandlerFailed(name, e);
            }
#pragma warning restore CA1031
        }
    }
}
