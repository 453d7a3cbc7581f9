using System.Buffers;
using System.Text;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>Messages of the actor system to the BEAM node, whatever serializer wrote them.</summary>
internal sealed class AkkaRequests(BeamPeer peer)
{
    // What is put together for one message is read before the next; a reply wraps what may be in the first.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_term;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_reply;

    /// <summary>A message.</summary>
    /// <param name="recipient">Who it is for.</param>
    /// <param name="sender">Who answers go to.</param>
    /// <param name="content">The message.</param>
    /// <param name="bytes">Its bytes once more, as memory.</param>
    /// <returns>False if it was not taken.</returns>
    public bool OnMessage(AkkaRecipient recipient, AkkaSender? sender, ContentReader content, ReadOnlyMemory<byte> bytes)
    {
        switch (content.Serializer)
        {
            case Serializers.Etf:
                return OnTerm(recipient, sender, content, bytes);
            case Serializers.Selection:
                return OnSelection(recipient, sender, bytes.Span);
            case Serializers.Deployment:
                Reject(RejectionReason.NotSupported, recipient, sender, "An actor can't be deployed on a BEAM node: its address is no place for a RemoteScope or a router's nodes.");
                return true;
            case Serializers.System:
                OnSystemMessage(recipient, content);
                return true;
            case Serializers.Misc when content.Manifest.SequenceEqual(Manifests.Identify):
                lock (peer.Gate)
                {
                    OnIdentify(recipient, sender, Protobuf.Parse(Question.Parser, content.Bytes));
                }

                return true;
            case Serializers.Misc when content.Manifest.SequenceEqual(Manifests.WatcherHeartbeat):
                if (recipient.IsWatcher && sender is not null)
                {
                    peer.SendToAkka(
                        sender.Text,
                        peer.WatcherUtf8,
                        Serializers.Misc,
                        Manifests.WatcherHeartbeatReply,
                        new WatcherHeartbeat { Uid = (ulong)peer.Options.Uid });
                }

                return true;
            case Serializers.Misc when content.Manifest.SequenceEqual(Manifests.PoisonPill):
                Stop(recipient, sender, Atom.Shutdown);
                return true;
            case Serializers.Misc when content.Manifest.SequenceEqual(Manifests.Kill):
                Stop(recipient, sender, Atom.Kill);
                return true;
            default:
                return OnOther(recipient, sender, content, bytes);
        }
    }

    /// <summary>Sends a term to whoever a path stands for.</summary>
    /// <param name="recipient">Who it is for.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="term">The term without version byte.</param>
    private bool Send(AkkaRecipient recipient, AkkaSender? sender, ReadOnlyMemory<byte> term)
    {
        if (recipient.Target is not { } target)
        {
            Reject(RejectionReason.NoSuchProcess, recipient, sender, "");
            return true;
        }

        Pid from = sender?.Pid ?? peer.Refs.Anonymous;
        if (target.Name is { } name)
        {
            return peer.SendToBeam(new Signal { Kind = SignalKind.SendToName, From = from, Name = name }, term, mayRefuse: true);
        }

        if (target.CallTag is { } tag)
        {
            // gen:reply/2: {Tag, Reply}
            ArrayBufferWriter<byte> scratch = Cleared(ref t_reply);
            var writer = new TermWriter(scratch);
            writer.WriteTupleHeader(2);
            writer.WriteRaw(tag);
            writer.WriteRaw(term.Span);
            writer.Flush();
            term = scratch.WrittenMemory;
        }

        Signal signal = target.Alias is { } alias
            ? new Signal { Kind = SignalKind.SendToAlias, From = from, Ref = alias }
            : new Signal { Kind = SignalKind.Send, From = from, To = target.Pid };
        return peer.SendToBeam(signal, term, mayRefuse: true);
    }

    private bool OnTerm(AkkaRecipient recipient, AkkaSender? sender, ContentReader content, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 0 && content.Bytes[0] == EtfPayloads.Problem)
        {
            RejectUnconvertible(recipient, sender, Encoding.UTF8.GetString(content.Bytes[1..]));
            return true;
        }

        if (content.Manifest.IsEmpty && (bytes.Length < 2 || content.Bytes[0] != EtfPayloads.Term))
        {
            Reject(RejectionReason.Malformed, recipient, sender, "The bytes don't begin with 131.");
            return true;
        }

        ReadOnlyMemory<byte> term = bytes[1..];
        if (content.Manifest.IsEmpty)
        {
            return Send(recipient, sender, term);
        }

        switch (Encoding.UTF8.GetString(content.Manifest))
        {
            case EtfManifests.Call:
                return OnCall(recipient, sender, term);
            case EtfManifests.Cast:
                ArrayBufferWriter<byte> scratch = Cleared(ref t_term);
                var writer = new TermWriter(scratch);
                writer.WriteTupleHeader(2);
                writer.WriteAtom(GenAtoms.Cast);
                writer.WriteRaw(term.Span);
                writer.Flush();
                return Send(recipient, sender, scratch.WrittenMemory);
            default:
                return OnOther(recipient, sender, content, bytes);
        }
    }

    /// <summary>gen_server:call/2 as the caller's side does it: monitor, ask, await either.</summary>
    private bool OnCall(AkkaRecipient recipient, AkkaSender? sender, ReadOnlyMemory<byte> request)
    {
        if (sender?.Actor is not { } caller)
        {
            Reject(RejectionReason.NoSender, recipient, sender, "A call needs a sender that the reply can go to: use Ask, or Tell from within an actor.");
            return true;
        }

        if (recipient.Target is not { CallTag: null } target)
        {
            Reject(RejectionReason.NoSuchProcess, recipient, sender, "");
            return true;
        }

        lock (peer.Gate)
        {
            return peer.Calls.Call(caller, recipient, target, request, Cleared(ref t_term));
        }
    }

    private bool OnSelection(AkkaRecipient anchor, AkkaSender? sender, ReadOnlySpan<byte> bytes)
    {
        Selection selection = Protobuf.Parse(Selection.Parser, bytes);
        string path = anchor.Path.TrimEnd('/');
        foreach (Selection.Types.Step step in selection.Steps)
        {
            switch (step.Kind)
            {
                case Selection.Types.Step.Types.Kind.Child:
                    path += '/' + step.Name;
                    break;
                case Selection.Types.Step.Types.Kind.Parent:
                    path = path[..Math.Max(0, path.LastIndexOf('/'))];
                    break;
                default:
                    Reject(RejectionReason.NotSupported, anchor, sender, $"A BEAM node can't be searched for the pattern {path}/{step.Name}.");
                    return true;
            }
        }

        AkkaRecipient recipient = AkkaRecipient.Below(anchor, path, peer.Options.Node);
        Content content = selection.Message ?? new Content();
        if (content.Serializer != Serializers.Selection)
        {
            return OnMessage(recipient, sender, new ContentReader(content), content.Bytes.Memory);
        }

        Reject(RejectionReason.NotSupported, recipient, sender, "A selection of a selection.");
        return true;
    }

    private void OnSystemMessage(AkkaRecipient recipient, ContentReader content)
    {
        string manifest = Encoding.UTF8.GetString(content.Manifest);
        lock (peer.Gate)
        {
            switch (manifest)
            {
                case Manifests.Watch:
                    Watch watch = Protobuf.Parse(Watch.Parser, content.Bytes);
                    peer.ProcessWatches.Watch(watch.Watchee?.Path ?? "", watch.Watcher?.Path ?? "");
                    break;
                case Manifests.Unwatch:
                    Watch unwatch = Protobuf.Parse(Watch.Parser, content.Bytes);
                    peer.ProcessWatches.Unwatch(unwatch.Watchee?.Path ?? "", unwatch.Watcher?.Path ?? "");
                    break;
                case Manifests.Death:
                    Death death = Protobuf.Parse(Death.Parser, content.Bytes);
                    peer.ActorWatches.OnDeath(death.Actor?.Path ?? "", death.Existed);
                    break;
                case Manifests.Terminate:
                    Stop(recipient, null, Atom.Shutdown);
                    break;
                default:
                    Reject(RejectionReason.NotSupported, recipient, null, manifest);
                    break;
            }
        }
    }

    private void OnIdentify(AkkaRecipient recipient, AkkaSender? sender, Question question)
    {
        if (sender is null)
        {
            return;
        }

        // Akka reads the id without asking whether there is one.
        var answer = new Answer { Id = question.Id ?? new Content(), Subject = recipient.Text };
        if (recipient.Target is { CallTag: null } target)
        {
            peer.Calls.Identify(target, sender.Text, answer);
        }
        else
        {
            answer.Subject = "";
            Answer(sender.Text, answer);
        }
    }

    public void Answer(string asker, Answer answer) =>
        peer.SendToAkka(asker, Encoding.UTF8.GetBytes(answer.Subject), Serializers.Misc, Manifests.ActorIdentity, answer);

    private void Stop(AkkaRecipient recipient, AkkaSender? sender, Atom reason)
    {
        lock (peer.Gate)
        {
            Pid from = sender?.Pid ?? peer.Refs.Anonymous;
            switch (recipient.Target)
            {
                case { CallTag: null, Pid: { } pid }:
                    peer.SendToBeam(new Signal { Kind = SignalKind.Exit2, From = from, To = pid }, reason);
                    break;
                case { Name: { } name }:
                    peer.Calls.ExitNamed(name, from, reason);
                    break;
                default:
                    Reject(RejectionReason.NoSuchProcess, recipient, sender, $"It can't be stopped with {reason}.");
                    break;
            }
        }
    }

    private bool OnOther(AkkaRecipient recipient, AkkaSender? sender, ContentReader content, ReadOnlyMemory<byte> bytes)
    {
        if (recipient.Target is null)
        {
            Reject(RejectionReason.NoSuchProcess, recipient, sender, "");
            return true;
        }

        ArrayBufferWriter<byte> scratch = Cleared(ref t_term);
        if (ContentTranslator.TryTranslate(peer, content, bytes, scratch, out string problem))
        {
            return Send(recipient, sender, scratch.WrittenMemory);
        }

        RejectUnconvertible(recipient, sender, problem);
        return true;
    }

    private void RejectUnconvertible(AkkaRecipient recipient, AkkaSender? sender, string problem)
    {
        Reject(RejectionReason.NotConvertible, recipient, sender, problem);
        if (sender?.Actor is { IsTemporary: true } asker)
        {
            // Who asks would wait for an answer to a question that was never put.
            var reason = Term.Tuple(GenAtoms.NotConvertible, problem);
            peer.SendToActor(asker, Encoding.UTF8.GetBytes(recipient.Text), reason.Encode().AsSpan(1), "exit"u8);
        }
    }

    private static ArrayBufferWriter<byte> Cleared(ref ArrayBufferWriter<byte>? scratch)
    {
        const int Kept = 1 << 20;
        if (scratch is null || scratch.Capacity > Kept)
        {
            return scratch = new ArrayBufferWriter<byte>(512);
        }

        scratch.ResetWrittenCount();
        return scratch;
    }

    private void Reject(RejectionReason reason, AkkaRecipient recipient, AkkaSender? sender, string detail) =>
        peer.Reject(reason, sender?.Text ?? "", recipient.Text, detail);
}
