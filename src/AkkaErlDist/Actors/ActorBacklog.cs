using Akka.Actor;
using ErlDist.Embedding;

namespace AkkaErlDist.Actors;

/// <summary>
/// What peers have sent an actor that still waits in its mailbox, so that it counts among what they make this node hold. Akka does not say
/// which messages an actor has received, but how many wait: messages are counted in batches, and a batch is done with when fewer wait than
/// came after it.
/// </summary>
internal sealed class ActorBacklog(IActorRef actor)
{
    /// <summary>How many bytes a batch has at least.</summary>
    private const int BatchBytes = 256 * 1024;

    /// <summary>What a message takes in a mailbox beside its bytes, about.</summary>
    private const int MessageBytes = 200;

    private readonly Lock _gate = new();
    private readonly Queue<(int Count, MessageHold Hold)> _batches = new();
    private long _bytes;
    private int _count;
    private long _after;

    /// <summary>A message is about to be told to the actor.</summary>
    /// <exception cref="ErlDist.ErlangException">Its peer makes this node hold too much.</exception>
    public void Add(in IncomingMessage message)
    {
        Interlocked.Increment(ref _count);
        if (Interlocked.Add(ref _bytes, message.Payload.Length + MessageBytes) < BatchBytes)
        {
            return;
        }

        lock (_gate)
        {
            long bytes = Interlocked.Exchange(ref _bytes, 0);
            int count = Interlocked.Exchange(ref _count, 0);
            Trim();
            _batches.Enqueue((count, message.Hold(bytes)));
            _after += count;
        }
    }

    /// <summary>Looks what has been received meanwhile.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            Trim();
        }
    }

    /// <summary>The actor has stopped.</summary>
    public void End()
    {
        lock (_gate)
        {
            while (_batches.TryDequeue(out (int Count, MessageHold Hold) batch))
            {
                batch.Hold.Release();
            }
        }
    }

    private void Trim()
    {
        if (_batches.Count == 0)
        {
            return;
        }

        int waiting = actor is ActorRefWithCell { Underlying: { } cell } ? cell.NumberOfMessages : 0;
        while (_batches.TryPeek(out (int Count, MessageHold Hold) oldest) && waiting <= _after - oldest.Count + Volatile.Read(ref _count))
        {
            _batches.Dequeue().Hold.Release();
            _after -= oldest.Count;
        }
    }
}
