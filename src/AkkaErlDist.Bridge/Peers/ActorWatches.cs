using System.Text;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// The monitors and links that a BEAM node has on actors. However many there are of one actor, Akka is told to watch it once,
/// for the node's remote watcher; and the watch stays a while when they are gone. All of it under the peer's gate.
/// </summary>
internal sealed class ActorWatches(BeamPeer peer)
{
    private readonly Dictionary<string, ActorWatch> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<Reference, ActorWatch> _byMonitor = [];
    private readonly Dictionary<LinkKey, ActorWatch> _byLink = [];
    private readonly HashSet<ActorWatch> _idle = [];
    private readonly HashSet<ActorWatch> _temporary = [];

    private bool IsFull => _byMonitor.Count + _byLink.Count >= peer.Options.MaxActorWatches;

    /// <summary>MONITOR_P of an actor's pid.</summary>
    public void Monitor(Pid watcher, Reference reference, LocalRef actor) =>
        Monitor(reference, actor.Path, new ActorMonitor(watcher, actor.Pid, null, ActorWatch.UidOf(actor.Path)), actor);

    /// <summary>MONITOR_P of a name.</summary>
    public void Monitor(Pid watcher, Reference reference, Atom name, string path) =>
        Monitor(reference, path, new ActorMonitor(watcher, null, name, ""), null);

    public void Demonitor(Reference reference)
    {
        if (_byMonitor.Remove(reference, out ActorWatch? watch))
        {
            watch.Monitors.Remove(reference);
            NoteIdle(watch);
        }
    }

    public void Link(Pid process, LocalRef actor)
    {
        if (IsFull)
        {
            peer.SendToBeam(new Signal { Kind = SignalKind.Exit, From = actor.Pid, To = process }, GenAtoms.SystemLimit);
            return;
        }

        ActorWatch watch = Watch(actor.Path, actor);
        var key = new LinkKey(actor.Pid, process);
        watch.Links[key] = actor;
        _byLink[key] = watch;
    }

    /// <summary>Takes a link away, because the process unlinked or ended.</summary>
    /// <returns>The actor, or null if there was no link.</returns>
    public LocalRef? Unlink(Pid process, Pid actor)
    {
        var key = new LinkKey(actor, process);
        if (!_byLink.Remove(key, out ActorWatch? watch) || !watch.Links.Remove(key, out LocalRef? linked))
        {
            return null;
        }

        NoteIdle(watch);
        return linked;
    }

    /// <summary>Akka says that an actor is dead, or that there is none.</summary>
    /// <param name="actor">Its path, with address and mostly with its uid.</param>
    /// <param name="existed">Whether there was one.</param>
    public void OnDeath(string actor, bool existed)
    {
        string path = peer.Refs.WithoutAddress(actor);
        string uid = ActorWatch.UidOf(path);
        if (_byPath.TryGetValue(path[..^uid.Length], out ActorWatch? watch))
        {
            Term reason = existed ? peer.Refs.ExitReasonOf(path) ?? Atom.Normal : Atom.Noproc;

            // Whoever watches the name watches who has it now: that an earlier one is gone is no news to them. But of one that was
            // just ending when the name was watched Akka says, with its uid, that there is none.
            bool isOfName = !watch.Watched.Remove(path) || existed;
            if (isOfName)
            {
                watch.Watched.Remove(watch.Path);
            }

            Fire(watch, reason, of => of == uid || (isOfName && of.Length == 0));
        }
    }

    public void OnTick()
    {
        foreach (ActorWatch watch in _temporary.Where(watch => watch.Temporary!.IsReleased).ToList())
        {
            Fire(watch, Atom.Normal, _ => true);
            Forget(watch);
        }

        foreach (ActorWatch watch in _idle.Where(watch => peer.Now - watch.IdleSince >= peer.Options.WatchLinger).ToList())
        {
            Unwatch(watch);
            Forget(watch);
        }
    }

    public void OnConnectionLost()
    {
        foreach ((LinkKey key, LocalRef actor) in _byPath.Values.SelectMany(watch => watch.Links).ToList())
        {
            ExitSignals.Deliver(peer, actor, key.Process, Atom.Noconnection, isLink: true);
        }

        foreach (ActorWatch watch in _byPath.Values)
        {
            Unwatch(watch);
        }

        _byPath.Clear();
        _byMonitor.Clear();
        _byLink.Clear();
        _idle.Clear();
        _temporary.Clear();
    }

    private void Monitor(Reference reference, string path, ActorMonitor monitor, LocalRef? actor)
    {
        if (IsFull)
        {
            SendDown(reference, monitor, GenAtoms.SystemLimit);
            return;
        }

        ActorWatch watch = Watch(path, actor);
        watch.Monitors[reference] = monitor;
        _byMonitor[reference] = watch;
    }

    private ActorWatch Watch(string path, LocalRef? actor)
    {
        string basePath = path[..^ActorWatch.UidOf(path).Length];
        if (!_byPath.TryGetValue(basePath, out ActorWatch? watch))
        {
            watch = new ActorWatch(basePath) { Temporary = actor is { IsTemporary: true } ? actor : null };
            _byPath.Add(basePath, watch);
            if (watch.Temporary is not null)
            {
                _temporary.Add(watch);
            }
        }

        _idle.Remove(watch);
        if (watch.Temporary is null && watch.Watched.Add(path))
        {
            Tell(Manifests.Watch, path);
        }

        return watch;
    }

    private void Unwatch(ActorWatch watch)
    {
        foreach (string path in watch.Watched)
        {
            Tell(Manifests.Unwatch, path);
        }
    }

    private void Tell(string manifest, string path)
    {
        string actor = peer.Refs.WithAddress(path);
        peer.SendToAkka(
            actor,
            default,
            Serializers.System,
            Encoding.UTF8.GetBytes(manifest),
            new Watch { Watchee = new Ref { Path = actor }, Watcher = new Ref { Path = peer.WatcherPath } });
    }

    private void Fire(ActorWatch watch, Term reason, Predicate<string> isMeant)
    {
        foreach ((Reference reference, ActorMonitor monitor) in watch.Monitors.Where(entry => isMeant(entry.Value.Uid)).ToList())
        {
            watch.Monitors.Remove(reference);
            _byMonitor.Remove(reference);
            SendDown(reference, monitor, reason);
        }

        foreach ((LinkKey key, LocalRef actor) in watch.Links.Where(entry => isMeant(ActorWatch.UidOf(entry.Value.Path))).ToList())
        {
            watch.Links.Remove(key);
            _byLink.Remove(key);
            peer.SendToBeam(new Signal { Kind = SignalKind.Exit, From = actor.Pid, To = key.Process }, reason);
        }

        if (watch.IsIdle && watch.Watched.Count == 0)
        {
            Forget(watch);
        }
        else
        {
            NoteIdle(watch);
        }
    }

    private void SendDown(Reference reference, ActorMonitor monitor, Term reason) =>
        peer.SendToBeam(
            new Signal { Kind = SignalKind.MonitorDown, From = monitor.Pid, Name = monitor.Name, To = monitor.Watcher, Ref = reference },
            reason);

    private void NoteIdle(ActorWatch watch)
    {
        if (watch.IsIdle)
        {
            watch.IdleSince = peer.Now;
            _idle.Add(watch);
        }
    }

    private void Forget(ActorWatch watch)
    {
        _byPath.Remove(watch.Path);
        _idle.Remove(watch);
        _temporary.Remove(watch);
    }
}
