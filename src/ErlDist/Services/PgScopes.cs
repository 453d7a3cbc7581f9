using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;
using ErlDist.Wire;

namespace ErlDist.Services;

/// <summary>The scopes of <c>pg</c> that a node has.</summary>
internal sealed class PgScopes(ProcessServices local, PeerTable peers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PgProcess> _scopes = new(StringComparer.Ordinal);

    /// <summary>The scope of a name, which begins with the first call.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, or the node has no name yet.</exception>
    public PgProcess Get(string name)
    {
        PgProcess? process;
        lock (_gate)
        {
            if (_scopes.TryGetValue(name, out process))
            {
                return process;
            }

            process = new PgProcess(local, Atom.Get(name));
            try
            {
                local.Processes.Register(Atom.Get(name), process);
            }
            catch
            {
                process.End(Atom.Normal);
                throw;
            }

            _scopes[name] = process;
        }

        foreach (Connection connection in peers.Up.Where(MayHaveScopes).ToArray())
        {
            process.Discover(connection.PeerName);
        }

        return process;
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
            processes = [.. _scopes.Values];
        }

        foreach (PgProcess process in processes)
        {
            process.Discover(connection.PeerName);
        }
    }

    /// <summary>A hidden peer is asked nothing: erl_call and programs by ei take the first message that comes for the reply they wait for.</summary>
    private static bool MayHaveScopes(Connection connection) => connection.Handshake.PeerFlags.Has(DistributionFlags.Published);
}
