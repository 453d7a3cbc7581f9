using System.Buffers;
using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// Signals of the BEAM node. What they can reach is what is exported: names below <c>/user</c>, and actors whose pid this side
/// has given away. What they carry is one serializer's, with an empty manifest.
/// </summary>
internal sealed class BeamSignals(BeamPeer peer)
{
    private const string User = "/user/";
    private const byte SmallTuple = 104;
    private const int MaxNames = 4096;

    private readonly Dictionary<Atom, NamedActor?> _names = [];
    private readonly ArrayBufferWriter<byte> _expanded = new();
    private readonly PidCache _pids = new();

    public void OnSignal(in Signal signal, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms)
    {
        switch (signal.Kind)
        {
            case SignalKind.Send when peer.Refs.TryGet(signal.To!, out LocalRef? actor):
                OnMessage(actor, actor.Recipient, actor.Path, signal.From, payload, atoms);
                break;
            case SignalKind.Send when signal.To!.Equals(peer.Refs.Anonymous):
                TryAnswer(Expand(payload, atoms));
                break;
            case SignalKind.Send:
                Reject(RejectionReason.NoSuchActor, signal, "");
                break;
            case SignalKind.SendToName when Named(signal.Name!) is { } named:
                OnMessage(null, named.Recipient, named.Path, signal.From, payload, atoms);
                break;
            case SignalKind.SendToName:
                Reject(RejectionReason.NotExported, signal, "No actor below /user can have that name.");
                break;
            case SignalKind.SendToAlias or SignalKind.Exit2ToAlias:
                Reject(RejectionReason.NoSuchActor, signal, "");
                break;
            default:
                Term reason = signal.HasPayload ? new TermReader(payload, atoms, peer.Options.Limits, _pids).ReadTerm() : Atom.Undefined;
                lock (peer.Gate)
                {
                    OnControl(signal, reason);
                }

                break;
        }
    }

    private void OnControl(in Signal signal, Term reason)
    {
        switch (signal.Kind)
        {
            case SignalKind.Monitor:
                OnMonitor(signal);
                break;
            case SignalKind.Demonitor:
                peer.ActorWatches.Demonitor(signal.Ref!);
                break;
            case SignalKind.MonitorDown:
                _ = peer.ProcessWatches.OnDown(signal.Ref!, reason) || peer.Calls.OnDown(signal.Ref!, reason);
                break;
            case SignalKind.Link when peer.Refs.TryGet(signal.To!, out LocalRef? actor) && !actor.IsForeign:
                peer.ActorWatches.Link(signal.From!, actor);
                break;
            case SignalKind.Link:
                peer.SendToBeam(new Signal { Kind = SignalKind.Exit, From = signal.To, To = signal.From }, Atom.Noproc);
                break;
            case SignalKind.Unlink:
                peer.ActorWatches.Unlink(signal.From!, signal.To!);
                if (signal.Id != 0)
                {
                    peer.SendToBeam(new Signal { Kind = SignalKind.UnlinkAck, From = signal.To, To = signal.From, Id = signal.Id });
                }

                break;
            case SignalKind.Exit when peer.ActorWatches.Unlink(signal.From!, signal.To!) is { } linked:
                ExitSignals.Deliver(peer, linked, signal.From!, reason, isLink: true);
                break;
            case SignalKind.Exit2 when peer.Refs.TryGet(signal.To!, out LocalRef? actor):
                ExitSignals.Deliver(peer, actor, signal.From!, reason, isLink: false);
                break;
            case SignalKind.Exit2ToName when Named(signal.Name!) is { } named:
                ExitSignals.DeliverToName(peer, named.Path, reason);
                break;
            case SignalKind.SpawnRequest:
                peer.SendToBeam(new Signal { Kind = SignalKind.SpawnReply, Ref = signal.Ref, To = signal.From, Name = GenAtoms.Notsup });
                break;
            default:
                break; // A group leader, an acknowledgement, an end of what is no longer linked: nothing follows from it.
        }
    }

    private void OnMonitor(in Signal signal)
    {
        if (signal.To is { } pid)
        {
            if (peer.Refs.TryGet(pid, out LocalRef? actor) && !actor.IsForeign)
            {
                peer.ActorWatches.Monitor(signal.From!, signal.Ref!, actor);
                return;
            }
        }
        else if (Named(signal.Name!) is { } named)
        {
            peer.ActorWatches.Monitor(signal.From!, signal.Ref!, signal.Name!, named.Path);
            return;
        }

        peer.SendToBeam(
            new Signal { Kind = SignalKind.MonitorDown, From = signal.To, Name = signal.Name, To = signal.From, Ref = signal.Ref },
            Atom.Noproc);
    }

    private void OnMessage(
        LocalRef? actor, ReadOnlySpan<byte> recipient, string path, Pid? from, ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms)
    {
        ReadOnlySpan<byte> term = Expand(payload, atoms);
        ReadOnlySpan<byte> sender = from is null ? default : peer.Senders.Of(from);
        if (term.Length > 2 && term[0] == SmallTuple)
        {
            if (term[1] == 2 && actor is not null && !peer.Calls.IsEmpty && TryAnswer(term))
            {
                return;
            }

            if (term[1] is 2 or 3 && Unwrap(ref term) is { } caller)
            {
                sender = caller;
            }
        }

        if (actor is not null)
        {
            peer.SendToActor(actor, sender, term);
        }
        else
        {
            peer.SendToAkka(PduWriter.Envelope(recipient, sender, Serializers.Etf, default, [EtfPayloads.Term], term), path);
        }
    }

    /// <summary>
    /// Takes the envelope of a gen_server's off: <c>{'$gen_call', {Pid, Tag}, Request}</c>, whose sender is then the path that
    /// makes a reply of what is sent there, and <c>{'$gen_cast', Request}</c>.
    /// </summary>
    private byte[]? Unwrap(ref ReadOnlySpan<byte> term)
    {
        var reader = new TermReader(term, default, peer.Options.Limits, _pids);
        int arity = reader.ReadTupleHeader();
        if (arity == 2 && reader.TryReadAtom("$gen_cast"u8))
        {
            term = term[reader.Consumed..];
            return null;
        }

        if (arity != 3 || !reader.TryReadAtom("$gen_call"u8) || reader.Peek() != TermKind.Tuple || reader.ReadTupleHeader() != 2
            || reader.Peek() != TermKind.Pid)
        {
            return null;
        }

        Pid caller = reader.ReadPid();
        byte[] path = peer.Senders.OfCall(caller, reader.ReadEncoded());
        term = term[reader.Consumed..];
        return path;
    }

    /// <summary>Whether it is <c>{Ref, Answer}</c> and somebody has asked with that reference.</summary>
    private bool TryAnswer(ReadOnlySpan<byte> term)
    {
        var reader = new TermReader(term, default, peer.Options.Limits, _pids);
        if (reader.Peek() != TermKind.Tuple || reader.ReadTupleHeader() != 2 || reader.Peek() != TermKind.Reference)
        {
            return false;
        }

        Reference tag = reader.ReadReference();
        ReadOnlySpan<byte> answer = term[reader.Consumed..];
        var answerReader = new TermReader(answer, default, peer.Options.Limits, _pids);
        lock (peer.Gate)
        {
            return peer.Calls.OnAnswer(tag, ref answerReader, answer);
        }
    }

    private ReadOnlySpan<byte> Expand(ReadOnlySpan<byte> payload, ReadOnlySpan<Atom> atoms)
    {
        if (atoms.IsEmpty)
        {
            return payload;
        }

        _expanded.ResetWrittenCount();
        var reader = new TermReader(payload, atoms, peer.Options.Limits, _pids);
        AtomExpander.Expand(payload, ref reader, _expanded);
        return _expanded.WrittenSpan;
    }

    private NamedActor? Named(Atom name)
    {
        if (_names.TryGetValue(name, out NamedActor? known))
        {
            return known;
        }

        if (_names.Count >= MaxNames)
        {
            _names.Clear();
        }

        NamedActor? named = PathText.Escape(name.Name, ofProcess: false) is { } escaped
            ? new NamedActor(User + escaped, Encoding.UTF8.GetBytes(peer.Refs.WithAddress(User + escaped)))
            : null;
        _names.Add(name, named);
        return named;
    }

    private void Reject(RejectionReason reason, in Signal signal, string detail) =>
        peer.Reject(
            reason,
            signal.From?.ToString() ?? "",
            signal.Name?.ToString() ?? signal.To?.ToString() ?? signal.Ref?.ToString() ?? "",
            detail);

    private sealed record NamedActor(string Path, byte[] Recipient);
}
