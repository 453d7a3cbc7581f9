using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// The actor system's watches of processes: one monitor for each watchee, however often and by whomever it is watched. All of
/// it under the peer's gate.
/// </summary>
internal sealed class ProcessWatches(BeamPeer peer)
{
    private readonly Dictionary<string, ProcessWatch> _byWatchee = new(StringComparer.Ordinal);
    private readonly Dictionary<Reference, ProcessWatch> _byMonitor = [];

    public void Watch(string watchee, string watcher)
    {
        if (_byWatchee.TryGetValue(watchee, out ProcessWatch? known))
        {
            known.Watchers.Add(watcher);
            return;
        }

        if (BeamPath.Parse(AkkaRecipient.PathOf(watchee), peer.Options.Node) is not { CallTag: null } target)
        {
            // Nothing of the kind will ever be there; to Akka that is a death it has missed.
            Notify(watchee, watcher, existed: false);
            return;
        }

        var watch = new ProcessWatch(watchee, target, peer.Options.NewReference(), [watcher]);
        _byWatchee.Add(watchee, watch);
        _byMonitor.Add(watch.Monitor, watch);
        peer.SendToBeam(ToSignal(SignalKind.Monitor, watch));
    }

    public void Unwatch(string watchee, string watcher)
    {
        if (_byWatchee.TryGetValue(watchee, out ProcessWatch? watch) && watch.Watchers.Remove(watcher) && watch.Watchers.Count == 0)
        {
            Remove(watch);
            peer.SendToBeam(ToSignal(SignalKind.Demonitor, watch));
        }
    }

    /// <summary>A monitor has fired.</summary>
    /// <returns>False if it is none of these.</returns>
    public bool OnDown(Reference monitor, Term reason)
    {
        if (!_byMonitor.TryGetValue(monitor, out ProcessWatch? watch))
        {
            return false;
        }

        Remove(watch);
        Notify(watch, existed: !reason.Equals(Atom.Noproc));
        return true;
    }

    public void OnConnectionLost()
    {
        foreach (ProcessWatch watch in _byWatchee.Values)
        {
            Notify(watch, existed: true);
        }

        _byWatchee.Clear();
        _byMonitor.Clear();
    }

    private void Remove(ProcessWatch watch)
    {
        _byWatchee.Remove(watch.Watchee);
        _byMonitor.Remove(watch.Monitor);
    }

    private void Notify(ProcessWatch watch, bool existed)
    {
        foreach (string watcher in watch.Watchers)
        {
            Notify(watch.Watchee, watcher, existed);
        }
    }

    // AddressTerminated stays false: Akka's watcher would keep it to itself.
    private void Notify(string watchee, string watcher, bool existed) =>
        peer.SendToAkka(
            watcher,
            default,
            Serializers.System,
            Encoding.UTF8.GetBytes(Manifests.Death),
            new Death { Actor = new Ref { Path = watchee }, Existed = existed });

    private Signal ToSignal(SignalKind kind, ProcessWatch watch) =>
        new() { Kind = kind, From = peer.Refs.Anonymous, To = watch.Target.Pid, Name = watch.Target.Name, Ref = watch.Monitor };

    /// <param name="Watchee">The path as Akka wrote it, which its death is told with.</param>
    /// <param name="Target">The process.</param>
    /// <param name="Monitor">The monitor.</param>
    /// <param name="Watchers">The paths of those who watch.</param>
    private sealed record ProcessWatch(string Watchee, BeamTarget Target, Reference Monitor, HashSet<string> Watchers);
}
