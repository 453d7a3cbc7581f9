using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using AkkaErlDist.Addresses;
using AkkaErlDist.Serialization;
using ErlDist;

namespace AkkaErlDist.Actors;

/// <summary>
/// The actors of a system as processes of its Erlang node, and the processes of other nodes as its references. Needs no remoting: only
/// the node and the actor system.
/// </summary>
internal sealed partial class ActorNode : IDisposable
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static ActorProcess? s_lastSender;

    private readonly ConcurrentDictionary<IActorRef, ActorProcess> _byActor = new();
    private readonly ConcurrentDictionary<Atom, ActorProcess> _byName = new();
    private readonly BeamRef?[] _refs = new BeamRef?[1024];
    private readonly ActorReaper _reaper;
    private readonly ITimer _sweeper;
    private readonly bool _untrusted;

    public ActorNode(ExtendedActorSystem system, ErlangNode node, PeerAddresses addresses, EtfCodec codec, int maxMessageBytes)
    {
        System = system;
        Node = node;
        Addresses = addresses;
        Codec = codec;
        MaxMessageBytes = maxMessageBytes;
        Log = Akka.Event.Logging.GetLogger(system, "erl-dist");
        Complaints = new RateLimitedLog(Log);
        _reaper = new ActorReaper(system, OnStopped);
        _ = new PathHint(system, Log);
        Questions = new Questions(this);
        _untrusted = system.Settings.Config.GetBoolean("akka.remote.untrusted-mode", false);
        _sweeper = TimeProvider.System.CreateTimer(_ => Sweep(), null, s_sweep, s_sweep);
    }

    public ExtendedActorSystem System { get; }

    public ErlangNode Node { get; }

    public PeerAddresses Addresses { get; }

    public EtfCodec Codec { get; }

    /// <summary><c>maximum-frame-size</c>.</summary>
    public int MaxMessageBytes { get; }

    public ILoggingAdapter Log { get; }

    /// <summary>The log, for what peers can cause as often as they like.</summary>
    public RateLimitedLog Complaints { get; }

    /// <summary>Who asks for those that have no process.</summary>
    public Questions Questions { get; }

    /// <summary>How many actors have a pid.</summary>
    public int Count => _byActor.Count;

    public void Dispose() => _sweeper.Dispose();

    /// <summary>The process of an actor, made when it is first needed.</summary>
    public ActorProcess ProcessOf(IActorRef actor)
    {
        if (s_lastSender is { } last && ReferenceEquals(last.Actor, actor) && ReferenceEquals(last.Node, Node) && !last.HasEnded)
        {
            return last;
        }

        ActorProcess process = _byActor.TryGetValue(actor, out ActorProcess? known) ? known : Add(actor);
        s_lastSender = process;
        return process;
    }

    /// <summary>The process behind a registered name, which is a path below <c>/user</c>; null if no actor is there.</summary>
    public ActorProcess? ProcessOf(Atom name)
    {
        if (_byName.TryGetValue(name, out ActorProcess? known) && !known.HasEnded)
        {
            return known;
        }

        if (PathText.Escape(name.Name, ofProcess: false) is not { } path
            || System.Guardian.GetChild(path.Split('/')) is not { } actor || actor.IsNobody() || actor is EmptyLocalActorRef)
        {
            return null;
        }

        ActorProcess process = ProcessOf(actor);
        if (!process.HasEnded && _byName.TryAdd(name, process))
        {
            process.AddName(name);
            if (process.HasEnded)
            {
                _byName.TryRemove(KeyValuePair.Create(name, process));
            }
        }

        return process;
    }

    /// <summary>The pid that a message of a sender comes from: its own, or that of nobody in particular.</summary>
    public Pid SenderPid(IActorRef? sender) =>
        sender is null or BeamRef || sender.IsNobody() || ReferenceEquals(sender, System.DeadLetters) || IsAsk(sender) || ProcessAt(sender) is not null
            ? Questions.Pid
            : ProcessOf(sender).Pid;

    /// <summary>Who calls for a sender: its own process, or <see cref="Questions"/> for an Ask.</summary>
    public ActorCaller CallerFor(IActorRef? sender) =>
        sender is null or BeamRef || sender.IsNobody() || IsAsk(sender) || ProcessAt(sender) is not null ? Questions : ProcessOf(sender);

    /// <summary>A process that is gone: its names and its actor lead nowhere.</summary>
    public void Forget(ActorProcess process, List<Atom> names)
    {
        _byActor.TryRemove(KeyValuePair.Create(process.Actor, process));
        foreach (Atom name in names)
        {
            _byName.TryRemove(KeyValuePair.Create(name, process));
        }
    }

    /// <summary>
    /// Whether a BEAM process may tell an actor to stop: those of the user, not Akka's own, and none where
    /// <c>akka.remote.untrusted-mode</c> is on.
    /// </summary>
    public bool MayBeStopped(IActorRef actor) => !_untrusted && actor.Path.Elements is ["user", _, ..];

    private ActorProcess Add(IActorRef actor)
    {
        bool isAsk = IsAsk(actor);
        var made = new ActorProcess(this, actor, isAsk);
        ActorProcess process = _byActor.GetOrAdd(actor, made);
        if (!ReferenceEquals(process, made))
        {
            made.End(Atom.Normal);
        }
        else if (!isAsk)
        {
            ((IInternalActorRef)actor).SendSystemMessage(new Watch((IInternalActorRef)actor, _reaper));
        }

        return process;
    }

    private void OnStopped(IActorRef actor)
    {
        if (_byActor.TryGetValue(actor, out ActorProcess? process))
        {
            process.End(process.ExitReason ?? Atom.Normal);
        }
    }

    private bool IsAsk(IActorRef actor) => actor is MinimalActorRef && actor.Path.Parent.Equals(System.Provider.TempContainer.Path);

    /// <summary>Asks end without a word to anyone but their task; what they left is looked for every few seconds.</summary>
    private void Sweep()
    {
        try
        {
            foreach (ActorProcess process in _byActor.Values)
            {
                process.Sweep();
                if (process.IsAsk && IsGone(process.Actor))
                {
                    process.End(Atom.Normal);
                }
            }

            Questions.Expire(asker => IsAsk(asker) && IsGone(asker));
        }
#pragma warning disable CA1031 // A timer's exception would end the process.
        catch (Exception failure)
        {
            Log.Error("Looking for Asks that are over failed: {0}", failure.Message);
        }
#pragma warning restore CA1031
    }

    private bool IsGone(IActorRef ask) => System.Provider.TempContainer.GetChild([ask.Path.Name]).IsNobody();
}
