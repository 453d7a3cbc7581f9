using Akka.Actor;
using Akka.Event;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>
/// The process by which the actor system itself asks: for Asks, which have no pid of their own, for senders that are nobody, and whether
/// a process is there.
/// </summary>
internal sealed class Questions(ActorNode actors) : ActorCaller(actors)
{
    private static readonly TimeSpan s_identifyTime = TimeSpan.FromSeconds(5);
    private readonly GenCalls<TaskCompletionSource<Term>> _watched = new();

    /// <summary>
    /// <c>Identify</c>: nobody on a BEAM node can be asked for a process, but a monitor of nothing fires at once; so when net_kernel has
    /// answered something that was sent after it, the process is there.
    /// </summary>
    public void Identify(BeamRef process, object? messageId, IActorRef? asker) => _ = IdentifyAsync(process, messageId, asker);

    /// <inheritdoc/>
    protected override void OnMessage(in IncomingMessage message)
    {
        if (!TakeReply(message))
        {
            Actors.DeadLetter(message, null, ActorRefs.Nobody);
        }
    }

    /// <inheritdoc/>
    protected override void OnExit(Pid from, Term reason, bool linked)
    {
        // It is linked to nobody, and exit/2 from outside must not end the questions of everyone here.
    }

    /// <inheritdoc/>
    protected override void OnDown(Reference reference, Term @object, Term reason)
    {
        if (_watched.TryTake(reference, out TaskCompletionSource<Term>? watched))
        {
            watched.TrySetResult(reason);
        }
        else
        {
            TakeDown(reference, reason);
        }
    }

    private async Task IdentifyAsync(BeamRef process, object? messageId, IActorRef? asker)
    {
        bool isThere = false;
        try
        {
            isThere = await IsThereAsync(process.Target).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody awaits this; who asks is told that there is no such process.
        catch (Exception failure)
        {
            Actors.Log.Debug("[{0}] could not be looked up: {1}", process, failure.Message);
        }
#pragma warning restore CA1031

        asker?.Tell(new ActorIdentity(messageId, isThere ? process : null), process);
    }

    private async Task<bool> IsThereAsync(MonitorTarget target)
    {
        Reference reference = Node.NewReference();
        var ended = new TaskCompletionSource<Term>(TaskCreationOptions.RunContinuationsAsynchronously);
        _watched.Add(reference, ended);
        try
        {
            await Node.ConnectAsync(target.Node.Name).ConfigureAwait(false);
            Monitor(target, reference);
            Task alive = Node.CallAsync("net_kernel", target.Node.Name, Term.Tuple(Atom.Get("is_auth"), Node.NameAtom), s_identifyTime);
            await Task.WhenAny(ended.Task, alive).ConfigureAwait(false);
            _ = alive.Exception; // A node without net_kernel says nothing about the process.
            return !ended.Task.IsCompleted;
        }
        finally
        {
            _watched.TryTake(reference, out _);
            Demonitor(reference);
        }
    }
}
