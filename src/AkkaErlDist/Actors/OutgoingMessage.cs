using Akka.Actor;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Processes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Actors;

/// <summary>What an actor tells a process: how it is written, which signal carries it, and what becomes of it when it cannot be delivered.</summary>
internal readonly struct OutgoingMessage(ActorNode actors, BeamRef to, object? message, IActorRef? sender) : IPost
{
    private static readonly Atom s_cast = Atom.Get("$gen_cast");

    /// <summary>Who it is for.</summary>
    public BeamRef To => to;

    /// <summary>What was told.</summary>
    public object? Message => message;

    /// <summary>Who told it.</summary>
    public IActorRef? Sender => sender;

    /// <summary>The signal that carries it.</summary>
    public Signal Signal
    {
        get
        {
            Pid from = actors.SenderPid(sender);
            return ActorNode.Traced(
                to.Process.Alias is { } alias ? Signals.SendToAlias(from, alias)
                : to.Process.Pid is { } pid ? Signals.Send(from, pid)
                : Signals.SendToName(from, to.Process.Name!),
                to);
        }
    }

    /// <inheritdoc/>
    public void Write(ref TermWriter writer)
    {
        if (to.Process.CallTag is { } tag)
        {
            writer.WriteTupleHeader(2);
            writer.WriteRaw(tag);
            actors.Codec.Write(ref writer, message);
        }
        else if (message is GenServerCast cast)
        {
            writer.WriteTupleHeader(2);
            writer.WriteAtom(s_cast);
            actors.Codec.Write(ref writer, cast.Message);
        }
        else
        {
            actors.Codec.Write(ref writer, message);
        }

        actors.CheckSize(writer.Written);
    }

    /// <inheritdoc/>
    public void OnUndelivered(NodeConnectionException reason) => actors.Undelivered(this, ErlangExitException.Of(reason));
}

/// <summary>The request of a <c>gen_server:call</c>.</summary>
internal readonly struct OutgoingCall(ActorNode actors, ActorCaller caller, BeamRef to, object? request, Reference reference) : IPost
{
    private static readonly Atom s_call = Atom.Get("$gen_call");

    /// <summary>The signal that carries it.</summary>
    public Signal Signal => ActorNode.Traced(
        to.Process.Pid is { } pid ? Signals.Send(caller.Pid, pid) : Signals.SendToName(caller.Pid, to.Process.Name!), to);

    /// <inheritdoc/>
    public void Write(ref TermWriter writer)
    {
        GenCall.WriteHead(ref writer, s_call, caller.Pid, reference);
        actors.Codec.Write(ref writer, request);
        actors.CheckSize(writer.Written);
    }

    /// <inheritdoc/>
    public void OnUndelivered(NodeConnectionException reason) => caller.Fail(reference, reason);
}
