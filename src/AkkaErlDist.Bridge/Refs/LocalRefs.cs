using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using AkkaErlDist.Bridge.Addresses;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Refs;

/// <summary>
/// The pids of this system's actors, one table for all BEAM nodes. Safe for many threads; looking up takes no lock.
/// </summary>
/// <remarks>
/// An Ask's pid lives until the answer came or <see cref="LocalRefsOptions.TemporaryLifetime"/> is over. An actor's lives until
/// <see cref="Release(Pid)"/>: whoever owns the table watches the actors that <see cref="Added"/> tells of.
/// </remarks>
public sealed class LocalRefs
{
    private readonly ConcurrentDictionary<string, LocalRef> _byPath = new(StringComparer.Ordinal);
    private readonly RefTable _actors;
    private readonly RefTable _temporary;
    private readonly ExitReasons _exitReasons = new();
    private readonly Func<Pid> _newPid;
    private readonly string _address;
    private readonly LocalRefsOptions _options;

    /// <summary>Makes an empty table.</summary>
    /// <param name="address">The address of the actor system on this transport.</param>
    /// <param name="newPid">Makes a pid of this node that nothing else has.</param>
    /// <param name="options">Limits.</param>
    public LocalRefs(AkkaAddress address, Func<Pid> newPid, LocalRefsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(newPid);
        Address = address;
        _address = address.ToString();
        _newPid = newPid;
        _options = options ?? LocalRefsOptions.Default;
        _actors = new RefTable(_options.MaxActors);
        _temporary = new RefTable(_options.MaxTemporary);
        Anonymous = newPid();
    }

    /// <summary>Is called once for each actor (not for each Ask) that gets a pid, on the thread that gives it.</summary>
    public event EventHandler<LocalRef>? Added;

    /// <summary>The address of the actor system on this transport.</summary>
    public AkkaAddress Address { get; }

    /// <summary>The pid of the bridge itself: the sender where Akka names none, and whoever watches for it.</summary>
    public Pid Anonymous { get; }

    /// <summary>How many actors and Asks have a pid.</summary>
    public int Count => _byPath.Count;

    /// <summary>The entry of an actor, made if there is none.</summary>
    /// <param name="path">Its path as Akka serializes it, with its <c>#uid</c>, with or without the address.</param>
    public LocalRef GetOrAdd(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string key = WithoutAddress(path);
        if (!_byPath.TryGetValue(key, out LocalRef? known))
        {
            return Add(key);
        }

        TableOf(known).Touch(known);
        return known;
    }

    /// <summary>Finds an actor by its pid.</summary>
    public bool TryGet(Pid pid, [NotNullWhen(true)] out LocalRef? reference)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return _actors.TryGet(pid, out reference) || _temporary.TryGet(pid, out reference);
    }

    /// <summary>The actor has stopped, or nobody can answer it any more: its pid leads nowhere from now on.</summary>
    /// <returns>False if the pid led nowhere before.</returns>
    public bool Release(Pid pid) => TryGet(pid, out LocalRef? reference) && Release(reference);

    /// <summary>
    /// Says why an actor ends, for those who watch it from a BEAM; to be called before it stops. Akka has no place for a reason:
    /// without this it is <c>normal</c>.
    /// </summary>
    /// <param name="path">The actor's path with its <c>#uid</c>, with or without the address.</param>
    /// <param name="reason">The exit reason.</param>
    public void SetExitReason(string path, Term reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reason);
        _exitReasons.Set(WithoutAddress(path), reason);
    }

    /// <summary>Releases what is too old. To be called every few seconds.</summary>
    /// <param name="now">The time since any beginning that stays the same.</param>
    public void Expire(TimeSpan now)
    {
        _exitReasons.Expire(now, _options.TemporaryLifetime);
        foreach (LocalRef reference in _temporary.All)
        {
            if (reference.Since == TimeSpan.MinValue)
            {
                reference.Since = now;
            }
            else if (now - reference.Since >= _options.TemporaryLifetime)
            {
                Release(reference);
            }
        }
    }

    /// <summary>The path without the system's own address and with everything else.</summary>
    internal string WithoutAddress(string path) =>
        path.Length > _address.Length && path[_address.Length] == '/' && path.StartsWith(_address, StringComparison.Ordinal)
            ? path[_address.Length..]
            : path;

    internal string WithAddress(string path) => path[0] == '/' ? _address + path : path;

    internal Term? ExitReasonOf(string path) => _exitReasons.Get(path);

    internal bool Release(LocalRef reference)
    {
        reference.MarkReleased();
        _byPath.TryRemove(KeyValuePair.Create(reference.Path, reference));
        return TableOf(reference).Remove(reference);
    }

    private RefTable TableOf(LocalRef reference) => reference.IsTemporary ? _temporary : _actors;

    private LocalRef Add(string path)
    {
        var made = new LocalRef(_newPid(), path, _address);
        RefTable table = TableOf(made);
        table.Add(made); // First, so that an answer finds it however soon it comes.
        LocalRef winner = _byPath.GetOrAdd(path, made);
        if (!ReferenceEquals(winner, made))
        {
            table.Remove(made);
            return winner;
        }

        if (!made.IsTemporary)
        {
            Added?.Invoke(this, made);
        }

        if (table.IsOverfull)
        {
            table.Shrink(Release);
        }

        return made;
    }
}
