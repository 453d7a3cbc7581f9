using Akka.Actor;
using ErlDist;
using ErlDist.Embedding;

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
