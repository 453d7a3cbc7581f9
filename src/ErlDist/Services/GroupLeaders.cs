using System.Collections.Concurrent;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>The group leaders of a node, one for each node that it spawns processes on.</summary>
internal sealed class GroupLeaders(ProcessServices local, Action<Pid, string>? output)
{
    private readonly ConcurrentDictionary<Atom, GroupLeader> _leaders = new();

    /// <summary>The leader that processes on a node are given.</summary>
    public Pid For(Atom remote) => _leaders.GetOrAdd(remote, static (name, self) => new GroupLeader(self.Local, self.Output, name), (Local: local, Output: output)).Pid;

    /// <summary>The connection is gone, and with it all who could print.</summary>
    public void OnPeerDown(Atom remote)
    {
        if (_leaders.TryRemove(remote, out GroupLeader? leader))
        {
            leader.End(Atom.Noconnection);
        }
    }
}
