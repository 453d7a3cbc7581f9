using ErlDist.Connections;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Services;

/// <summary>The scopes of <c>pg</c> that a node has.</summary>
internal sealed class PgScopes(ErlangNode node)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (PgScope Scope, PgProcess Process)> _scopes = new(StringComparer.Ordinal);

    /// <summary>The scope of a name, which begins with the first call.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, or the node has no name yet.</exception>
    public PgScope Get(string name)
    {
        PgProcess process;
        PgScope scope;
        lock (_gate)
        {
            if (_scopes.TryGetValue(name, out (PgScope Scope, PgProcess Process) known))
            {
                return known.Scope;
            }

            process = new PgProcess(node, new Atom(name));
            try
            {
                node.Register(name, process);
            }
            catch
            {
                process.End(Atom.Normal);
                throw;
            }

            scope = new PgScope(name, process);
            _scopes[name] = (scope, process);
        }

        foreach (Connection connection in node.Peers.Up.Where(MayHaveScopes).ToArray())
        {
            process.Discover(connection.PeerName);
        }

        return scope;
    }

    /// <summary>A peer may have the same scopes.</summary>
    public void OnConnectionUp(Connection connection)
    {
        if (!MayHaveScopes(connection))
        {
            return;
        }

        PgProcess[] processes;
        lock (_gate)
        {
            processes = [.. _scopes.Values.Select(s => s.Process)];
        }

        foreach (PgProcess process in processes)
        {
            process.Discover(connection.PeerName);
        }
    }

    /// <summary>A hidden peer is asked nothing: erl_call and programs by ei take the first message that comes for the reply they wait for.</summary>
    private static bool MayHaveScopes(Connection connection) => connection.Handshake.PeerFlags.Has(DistributionFlags.Published);
}
