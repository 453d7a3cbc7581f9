using Akka.Actor;
using Akka.Event;
using AkkaErlDist.Logging;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>A process of our node that calls gen_servers for actors: an actor's own, or <see cref="Questions"/> for those that have none.</summary>
internal abstract class ActorCaller(ActorNode actors) : LocalProcess(actors.Node)
{
    private readonly GenCalls<ActorCall> _calls = new();

    protected ActorNode Actors => actors;

    /// <summary>Puts a <c>gen_server:call</c>: a monitor and the request. Whatever comes of it is told to the asker, once.</summary>
    public void Call(BeamRef callee, object? request, IActorRef? asker)
    {
        Reference reference = Alias();
        _calls.Add(reference, new ActorCall(asker ?? ActorRefs.Nobody, callee));
        try
        {
            Monitor(callee.Target, reference);
            var message = new OutgoingCall(actors, this, callee, request, reference);
            if (Node.Post(message.Signal, callee.Process.Node, message, out _) == PostResult.Full)
            {
                Fail(reference, ErlangExitException.Full(callee.Process.Node));
            }
        }
#pragma warning disable CA1031 // Whatever a codec of the user's throws: who asks would wait for an answer to a question that was never put.
        catch (Exception failure)
        {
            actors.Log.Error("Dropped what [{0}] asked of [{1}]: {2}", asker, callee, OneLine.Of(failure.Message));
            Fail(reference, failure is ErlangException ? failure : new UnsendableMessageException(failure));
        }
#pragma warning restore CA1031
    }

    /// <summary>A call comes to nothing, on this side.</summary>
    public void Fail(Reference reference, Exception failure)
    {
        if (Take(reference) is { } call)
        {
            call.Asker.Tell(new Status.Failure(failure is NodeConnectionException lost ? ErlangExitException.Of(lost) : failure), call.Callee);
        }
    }

    /// <summary>Gives up the calls of those who no longer wait.</summary>
    public void Expire(Func<IActorRef, bool> isGone)
    {
        foreach ((Reference reference, ActorCall call) in _calls.All)
        {
            if (isGone(call.Asker))
            {
                Take(reference);
            }
        }
    }

    /// <summary>A message that is the reply to one of the calls, or to one that was given up.</summary>
    protected bool TakeReply(in IncomingMessage message)
    {
        TermReader reader = message.Read();
        if (!GenCall.TryReadReply(ref reader, out Reference? reference) || !reference.Node.Equals(Node.NameAtom))
        {
            return false;
        }

        if (Take(reference) is not { } call)
        {
            return GenCall.IsAliasTag(message.Read()); // Too late for its call, and nobody else's.
        }

        object answer;
        try
        {
            answer = actors.Codec.Read(ref reader);
        }
#pragma warning disable CA1031 // Whatever a codec of the user's throws is why there is no answer.
        catch (Exception failure)
        {
            answer = new Status.Failure(failure);
        }
#pragma warning restore CA1031

        call.Asker.Tell(answer, actors.Traced(call.Callee, TraceToken.Current));
        return true;
    }

    /// <summary>A reply that cannot be taken: who asks is told why, if it is one to a call that still waits.</summary>
    protected void FailReply(in IncomingMessage message, Exception failure)
    {
        TermReader reader = message.Read();
        if (GenCall.TryReadReply(ref reader, out Reference? reference))
        {
            Fail(reference, failure);
        }
    }

    /// <summary>A monitor has fired: true if it was that of a call.</summary>
    protected bool TakeDown(Reference reference, Term reason)
    {
        if (Take(reference) is not { } call)
        {
            return false;
        }

        call.Asker.Tell(new Status.Failure(new ErlangExitException(reason)), call.Callee);
        return true;
    }

    private ActorCall? Take(Reference reference)
    {
        if (!_calls.TryTake(reference, out ActorCall? call))
        {
            return null;
        }

        Unalias(reference);
        Demonitor(reference);
        return call;
    }

    private sealed record ActorCall(IActorRef Asker, BeamRef Callee);
}
