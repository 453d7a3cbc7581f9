using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using AkkaErlDist.Addresses;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>What goes out, and what becomes of it when it cannot.</summary>
internal sealed partial class ActorNode
{
    /// <summary>Tells a process something. It never blocks and never throws: what cannot be sent is a dead letter, and who asks is told.</summary>
    /// <param name="message">The message.</param>
    /// <param name="room">When it is not taken: completes when there may be room.</param>
    /// <returns>False when so much waits for the node that it was not taken.</returns>
    public bool Send(in OutgoingMessage message, out Task room)
    {
        if (message.To.Process.CallTag is not null && !Node.IsConnected(message.To.Process.Node.Name))
        {
            // A reply never dials: a caller whose node is gone knows it already, and nobody has us dial by a call in another's name.
            room = Task.CompletedTask;
            Undelivered(message, null);
            return false;
        }

        if (TrySend(message, out room, out Exception? failure))
        {
            return true;
        }

        ErlangExitException? full = failure is null ? ErlangExitException.Full(message.To.Process.Node) : null;
        if (full is not null)
        {
            DroppedMessages.Add(Node.Name, "full");
            Complaints.Error($"full {message.To.Process.Node}", full.Message);
        }

        Undelivered(message, full);
        return false;
    }

    /// <summary>As <see cref="Send"/>, but what is not taken is the caller's to try again.</summary>
    public bool TrySend(in OutgoingMessage message, out Task room, out Exception? failure)
    {
        room = Task.CompletedTask;
        failure = null;
        try
        {
            return Node.Post(message.Signal, message.To.Process.Node, message, out room) == PostResult.Posted;
        }
#pragma warning disable CA1031 // Whatever a codec of the user's throws: the message is lost, and nothing else.
        catch (Exception e)
        {
            failure = e;
            Refuse(message, e);
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>A message is dropped: it goes to the dead letters, as any that Akka cannot deliver, and an Ask need not wait.</summary>
    /// <param name="message">The message.</param>
    /// <param name="told">What an Ask is told; null where it has been told already.</param>
    public void Undelivered(in OutgoingMessage message, ErlangExitException? told)
    {
        System.DeadLetters.Tell(new DeadLetter(message.Message ?? "null", message.Sender ?? System.DeadLetters, message.To), message.To);
        if (told is not null && message.Sender is { } sender && IsAsk(sender))
        {
            sender.Tell(new Status.Failure(told), message.To);
        }
    }

    /// <summary>Ends a waiting caller's monitor with a reason, so that it waits no longer.</summary>
    public void FailCaller(BeamRef caller, Term reason)
    {
        if (caller is { Callee: { } callee, Process: { Pid: { } pid, Monitor: { } reference } })
        {
            callee.FailCaller(pid, reference, reason);
        }
        else
        {
            Log.Error("[{0}] can't be told that its call failed, since its call did not come to an actor of this system: {1}", caller, reason);
        }
    }

    /// <summary>An exit signal to a process. One that is known by its name only is asked for its pid first, since the signal needs one.</summary>
    public void Exit(BeamRef process, Atom reason, IActorRef? sender)
    {
        if (process.Process.Pid is { } pid)
        {
            ((LocalProcess)CallerFor(sender)).Exit(pid, reason);
        }
        else
        {
            _ = ExitNamedAsync(process, reason, CallerFor(sender));
        }
    }

    /// <summary>A message as part of a selection that begins at a process, or at the root of a node.</summary>
    public void Select(BeamRef anchor, ActorSelectionMessage selection, IActorRef? sender)
    {
        var names = new List<string>(anchor.Path.Elements);
        foreach (SelectionPathElement element in selection.Elements)
        {
            switch (element)
            {
                case SelectChildName child:
                    names.Add(child.Name);
                    break;
                case SelectParent when names.Count > 0:
                    names.RemoveAt(names.Count - 1);
                    break;
                default:
                    Log.Error("[{0}] can't be selected with the pattern [{1}]: a BEAM node's processes have no tree.", anchor, element);
                    OfNobody(anchor, selection.Message, sender);
                    return;
            }
        }

        if (BeamPath.Parse("/" + string.Join('/', names), anchor.Process.Node) is { } target)
        {
            new BeamRef(this, target).Tell(selection.Message, sender);
        }
        else
        {
            OfNobody(anchor, selection.Message, sender);
        }
    }

    /// <summary>A selection that selects nothing: who asks is told so.</summary>
    private void OfNobody(BeamRef anchor, object message, IActorRef? sender)
    {
        if (message is Identify identify)
        {
            sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
        }
        else
        {
            System.DeadLetters.Tell(new DeadLetter(message, sender ?? System.DeadLetters, anchor), anchor);
        }
    }

    /// <summary>
    /// A signal with the token of what it is sent for: the call that it answers, or the message that the actor handles which runs on this thread.
    /// </summary>
    public static Signal Traced(in Signal signal, BeamRef to)
    {
        TraceToken? trace = to is { Trace: { } ofCall, Process.CallTag: not null }
            ? ofCall
            : (InternalCurrentActorCellKeeper.Current?.Sender as BeamRef)?.Trace;
        return trace?.On(signal) ?? signal;
    }

    /// <summary>What no process took.</summary>
    public void DeadLetter(in IncomingMessage message, Signal? signal, IActorRef recipient)
    {
        if (signal?.Name is { } exported && PathText.Escape(exported.Name, ofProcess: false) is null)
        {
            DroppedMessages.Add(Node.Name, "not_exported");
            Complaints.Error($"{message.Origin} not exported", $"Dropped what [{message.Origin.Name}] sent to [{exported}]: no actor below /user can have that name.");
        }

        try
        {
            TermReader reader = message.Read();
            object content = Codec.Read(ref reader);
            IActorRef sender = message.From is { } from && !from.Node.Equals(Node.NameAtom) ? RefOf(from) : System.DeadLetters;
            IActorRef to = recipient.IsNobody() && signal?.Name is { } name && PathText.Escape(name.Name, ofProcess: false) is { } path
                ? new EmptyLocalActorRef(System.Provider, System.Guardian.Path / path.Split('/'), System.EventStream)
                : System.DeadLetters;
            System.DeadLetters.Tell(new DeadLetter(content, sender, to), sender);
        }
#pragma warning disable CA1031 // It reaches nobody, readable or not.
        catch (Exception failure)
        {
            Log.Debug("What [{0}] sent to nobody can't be read: {1}", message.Origin, failure.Message);
        }
#pragma warning restore CA1031
    }

    /// <summary>A message of a BEAM process that an actor cannot be told.</summary>
    /// <param name="sender">Who sent it, where that is known.</param>
    /// <param name="origin">Its node.</param>
    /// <param name="recipient">The actor.</param>
    /// <param name="kind">What is wrong, the same text for all of a kind: what a peer writes makes no lines of its own.</param>
    /// <param name="why">What is wrong with this one.</param>
    public void LogDropped(BeamRef? sender, Atom origin, IActorRef recipient, string kind, string why)
    {
        DroppedMessages.Add(Node.Name, "unreadable");
        Complaints.Error($"{origin} {recipient.Path} {kind}", $"Dropped what [{sender?.Path.ToString() ?? origin.Name}] sent to [{recipient.Path}]: {why}");
    }

    /// <exception cref="UnsendableMessageException">A message is larger than allowed.</exception>
    public void CheckSize(long bytes)
    {
        if (bytes > MaxMessageBytes)
        {
            throw new UnsendableMessageException(bytes, MaxMessageBytes);
        }
    }

    private void Refuse(in OutgoingMessage message, Exception failure)
    {
        DroppedMessages.Add(Node.Name, failure is UnsendableMessageException { Size: not null } ? "too_large" : "not_convertible");

        // As often as a peer calls, and as an actor tells.
        Complaints.Error(
            $"{message.To.Process.Node} {RateLimitedLog.KindOf(failure)}",
            $"Dropped what [{message.Sender}] sent to [{message.To}]: {failure.Message}");
        if (message.To.Process.CallTag is not null)
        {
            FailCaller(message.To, Reasons.OfMessage(failure, MaxMessageBytes));
        }
        else if (message.Sender is { } sender && IsAsk(sender))
        {
            // Who asks would wait for an answer to a question that was never put.
            sender.Tell(new Status.Failure(failure is ErlangException ? failure : new UnsendableMessageException(failure)), message.To);
        }
    }

    private async Task ExitNamedAsync(BeamRef process, Atom reason, LocalProcess from)
    {
        Atom name = process.Process.Name!;
        try
        {
            if (await Node.RpcAsync(process.Process.Node.Name, "erlang", "whereis", [name], TimeSpan.FromSeconds(5)).ConfigureAwait(false) is Pid pid)
            {
                from.Exit(pid, reason);
            }
        }
#pragma warning disable CA1031 // Nobody awaits this.
        catch (Exception failure)
        {
            Log.Error("[{0}] can't be stopped, since its node doesn't tell its pid: {1}", process, failure.Message);
        }
#pragma warning restore CA1031
    }
}
