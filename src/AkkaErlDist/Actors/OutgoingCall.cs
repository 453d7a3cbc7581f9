using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

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
