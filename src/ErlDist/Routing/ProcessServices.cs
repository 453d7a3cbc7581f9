using ErlDist.Connections;

namespace ErlDist.Routing;

/// <summary>What the processes of a node share.</summary>
internal sealed class ProcessServices
{
    public ProcessServices(ConnectionServices connections, PeerTable peers, AutoConnect autoConnect, bool traceContext)
    {
        Connections = connections;
        TraceContext = traceContext;
        Processes = new ProcessTable(connections.Self, connections.Log);
        Router = new SignalRouter(connections, peers, Processes, autoConnect, traceContext);
    }

    /// <summary>What they share with connections.</summary>
    public ConnectionServices Connections { get; }

    /// <summary>The way of every signal.</summary>
    public SignalRouter Router { get; }

    /// <summary>All of them.</summary>
    public ProcessTable Processes { get; }

    /// <summary>Whether traces go through both worlds.</summary>
    public bool TraceContext { get; }

    /// <summary>The node's name.</summary>
    public Atom NodeName => Connections.Self.Name;

    /// <summary>What peers may make the node hold.</summary>
    public NodeLimits Limits => Connections.Limits;

    /// <summary>What peers make the node hold.</summary>
    public PeerAccounts Accounts => Connections.Accounts;

    /// <summary>The log.</summary>
    public NodeLog Log => Connections.Log;

    /// <summary>Cancelled when the node stops.</summary>
    public CancellationToken Stopping => Connections.Stopping;
}
