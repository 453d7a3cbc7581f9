using System.Buffers;
using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// What this side has asked the BEAM node and awaits an answer to, by the tag of the question: gen_server calls of actors,
/// whether a process is there, and the pid of a name. All but <see cref="IsEmpty"/> under the peer's gate.
/// </summary>
internal sealed class PendingCalls(BeamPeer peer)
{
    private readonly Dictionary<Reference, Pending> _pending = [];
    private volatile bool _any;

    /// <summary>Whether nothing is awaited, for those who hold no lock.</summary>
    public bool IsEmpty => !_any;

    /// <summary>Puts a gen_server call of an actor: a monitor and the request, both by one reference.</summary>
    /// <returns>False if the request was not taken.</returns>
    public bool Call(LocalRef caller, AkkaRecipient callee, BeamTarget target, ReadOnlyMemory<byte> request, ArrayBufferWriter<byte> scratch)
    {
        if (_pending.Count >= peer.Options.MaxPendingCalls)
        {
            peer.Reject(RejectionReason.TooMany, caller.Path, callee.Text, $"{_pending.Count} calls wait for an answer.");
            return true;
        }

        Reference tag = peer.Options.NewReference();
        var writer = new TermWriter(scratch);
        WriteCallHeader(ref writer, caller.Pid, tag);
        writer.WriteRaw(request.Span);
        writer.Flush();

        var pending = new PendingCall(tag, caller.Pid, target, caller, callee, peer.Now);
        Add(pending);
        peer.SendToBeam(Monitor(SignalKind.Monitor, pending));
        if (peer.SendToBeam(MessageTo(target, caller.Pid), scratch.WrittenMemory, mayRefuse: true))
        {
            return true;
        }

        Remove(pending);
        peer.SendToBeam(Monitor(SignalKind.Demonitor, pending));
        return false;
    }

    /// <summary>
    /// Asks whether a process is there. Nobody on the node can be asked for that, but a monitor of nothing fires at once; so when
    /// net_kernel has answered something sent after it, the process is there.
    /// </summary>
    public void Identify(BeamTarget target, string asker, Answer answer)
    {
        Reference tag = peer.Options.NewReference();
        Pid self = peer.Refs.Anonymous;
        var pending = new PendingIdentify(tag, self, target, asker, answer, peer.Now);
        Add(pending);
        peer.SendToBeam(Monitor(SignalKind.Monitor, pending));
        peer.SendToBeam(
            new Signal { Kind = SignalKind.SendToName, From = self, Name = GenAtoms.NetKernel },
            CallTerm(self, tag, Term.Tuple(GenAtoms.IsAuth, self.Node)));
    }

    /// <summary>Sends an exit signal to a registered name: since the signal needs a pid, that is asked of rex first.</summary>
    public void ExitNamed(Atom name, Pid from, Atom reason)
    {
        Reference tag = peer.Options.NewReference();
        Pid self = peer.Refs.Anonymous;
        Add(new PendingExit(tag, self, name, from, reason, peer.Now));
        peer.SendToBeam(
            new Signal { Kind = SignalKind.SendToName, From = self, Name = GenAtoms.Rex },
            CallTerm(self, tag, Term.Tuple(GenAtoms.RpcCall, GenAtoms.Erlang, GenAtoms.Whereis, Term.List(name), GenAtoms.User)));
    }

    /// <summary>A message <c>{Ref, Answer}</c> has come to someone.</summary>
    /// <returns>False if nobody has asked with that reference.</returns>
    public bool OnAnswer(Reference tag, ref TermReader answer, ReadOnlySpan<byte> encoded)
    {
        if (!_pending.TryGetValue(tag, out Pending? pending))
        {
            return false;
        }

        Remove(pending);
        switch (pending)
        {
            case PendingCall call:
                peer.SendToBeam(Monitor(SignalKind.Demonitor, call));
                peer.SendToActor(call.Caller, Encoding.UTF8.GetBytes(call.Callee.Text), encoded);
                break;
            case PendingIdentify identify:
                peer.SendToBeam(Monitor(SignalKind.Demonitor, identify));
                peer.Requests.Answer(identify.Asker, identify.Answer);
                break;
            case PendingExit exit when answer.Peek() == TermKind.Pid:
                peer.SendToBeam(new Signal { Kind = SignalKind.Exit2, From = exit.Sender, To = answer.ReadPid() }, exit.Reason);
                break;
            default:
                break; // There is no process of that name to be stopped.
        }

        return true;
    }

    /// <summary>A monitor has fired.</summary>
    /// <returns>False if it is none of these.</returns>
    public bool OnDown(Reference monitor, Term reason)
    {
        if (!_pending.TryGetValue(monitor, out Pending? pending))
        {
            return false;
        }

        Remove(pending);
        Fail(pending, reason);
        return true;
    }

    public void OnTick()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        foreach (Pending pending in _pending.Values.ToList())
        {
            bool isLate = peer.Now - pending.Since >= peer.Options.IdentifyTimeout;
            switch (pending)
            {
                case PendingCall { Caller.IsReleased: true }:
                    Remove(pending);
                    peer.SendToBeam(Monitor(SignalKind.Demonitor, pending));
                    break;
                case PendingIdentify identify when isLate:
                    Remove(pending);
                    peer.SendToBeam(Monitor(SignalKind.Demonitor, pending));
                    peer.Requests.Answer(identify.Asker, identify.Answer);
                    break;
                case PendingExit exit when isLate:
                    Remove(pending);
                    peer.Reject(
                        RejectionReason.NotSupported, exit.Sender.ToString(), exit.Name.ToString(), "The node has no rex to ask for the pid, so it can't be stopped.");
                    break;
            }
        }
    }

    public void OnConnectionLost()
    {
        foreach (Pending pending in _pending.Values)
        {
            Fail(pending, Atom.Noconnection);
        }

        _pending.Clear();
        _any = false;
    }

    private void Fail(Pending pending, Term reason)
    {
        switch (pending)
        {
            case PendingCall call:
                peer.SendToActor(call.Caller, Encoding.UTF8.GetBytes(call.Callee.Text), reason.Encode().AsSpan(1), "exit"u8);
                break;
            case PendingIdentify identify:
                identify.Answer.Subject = "";
                peer.Requests.Answer(identify.Asker, identify.Answer);
                break;
        }
    }

    private void Add(Pending pending)
    {
        _pending.Add(pending.Tag, pending);
        _any = true;
    }

    private void Remove(Pending pending)
    {
        _pending.Remove(pending.Tag);
        _any = _pending.Count > 0;
    }

    private static Signal MessageTo(BeamTarget target, Pid from) => new()
    {
        Kind = target.Name is null ? SignalKind.Send : SignalKind.SendToName,
        From = from,
        To = target.Pid,
        Name = target.Name,
    };

    private static Signal Monitor(SignalKind kind, Pending pending) =>
        new() { Kind = kind, From = pending.From, To = pending.Target!.Pid, Name = pending.Target.Name, Ref = pending.Tag };

    /// <summary><c>{'$gen_call', {From, Tag}, Request}</c>.</summary>
    private static ErlTuple CallTerm(Pid from, Reference tag, Term request) => Term.Tuple(GenAtoms.Call, Term.Tuple(from, tag), request);

    private static void WriteCallHeader(ref TermWriter writer, Pid from, Reference tag)
    {
        writer.WriteTupleHeader(3);
        writer.WriteAtom(GenAtoms.Call);
        writer.WriteTupleHeader(2);
        writer.WritePid(from);
        writer.WriteReference(tag);
    }

    private abstract record Pending(Reference Tag, Pid From, BeamTarget? Target, TimeSpan Since);

    private sealed record PendingCall(Reference Tag, Pid From, BeamTarget Target, LocalRef Caller, AkkaRecipient Callee, TimeSpan Since)
        : Pending(Tag, From, Target, Since);

    private sealed record PendingIdentify(Reference Tag, Pid From, BeamTarget Target, string Asker, Answer Answer, TimeSpan Since)
        : Pending(Tag, From, Target, Since);

    private sealed record PendingExit(Reference Tag, Pid Self, Atom Name, Pid Sender, Atom Reason, TimeSpan Since)
        : Pending(Tag, Self, null, Since);
}
