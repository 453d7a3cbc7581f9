using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>
/// Messages that go out in parts, and what their senders sent after them: a lane for each sender, served in turn, a part at
/// a time. Not thread-safe: its queue locks.
/// </summary>
internal sealed class FragmentLanes(SignalWriter writer, SignalCounts sent)
{
    private readonly Dictionary<Pid, Lane> _bySender = [];
    private readonly Queue<Lane> _turns = new();

    /// <summary>How many bytes of messages wait here.</summary>
    public long Bytes { get; private set; }

    /// <summary>True when a sender has a lane, so that its next signal must go there to keep the order.</summary>
    public bool MustWait(Pid? sender) => _turns.Count > 0 && sender is not null && _bySender.ContainsKey(sender);

    /// <summary>Adds a signal; its atoms are copied.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="kept">The array of the shared pool that the payload lies in, but for pieces that never change.</param>
    /// <param name="atoms">The atoms that it refers to by number.</param>
    public void Add(in Signal signal, in ReadOnlySequence<byte> payload, byte[] kept, AtomRefTable? atoms)
    {
        Pid sender = signal.From ?? signal.To!;
        if (!_bySender.TryGetValue(sender, out Lane? lane))
        {
            lane = new Lane(sender);
            _bySender.Add(sender, lane);
            _turns.Enqueue(lane);
        }

        AtomRefTable? atomsCopy = null;
        if (atoms is { Count: > 0 })
        {
            atomsCopy = new AtomRefTable();
            foreach (Atom atom in atoms.Atoms)
            {
                atomsCopy.GetOrAdd(atom);
            }
        }

        lane.Waiting.Enqueue(new Item(signal, payload, kept, atomsCopy));
        Bytes += payload.Length;
    }

    /// <summary>Writes one part of the lane whose turn it is, and what waits behind its last part.</summary>
    /// <returns>False when no lane is left.</returns>
    public bool WriteNextPart(SendBuffer output)
    {
        if (!_turns.TryDequeue(out Lane? lane))
        {
            return false;
        }

        if (lane.Rest is not null)
        {
            sent.AddFragments(1);
            if (!lane.Rest.WriteNext(output))
            {
                lane.Rest = null;
                Release(lane.Current!.Value, output);
                lane.Current = null;
            }
        }

        while (lane.Rest is null && lane.Waiting.TryDequeue(out Item item))
        {
            lane.Rest = writer.Write(item.Signal, item.Payload, item.Atoms, output);
            if (lane.Rest is null)
            {
                Release(item, output);
            }
            else
            {
                lane.Current = item;
                sent.AddFragments(1);
            }
        }

        if (lane.Rest is null)
        {
            _bySender.Remove(lane.Sender);
        }
        else
        {
            _turns.Enqueue(lane);
        }

        return true;
    }

    /// <summary>Forgets everything. A write may be under way, so no array goes back to the pool.</summary>
    public void Clear()
    {
        _turns.Clear();
        _bySender.Clear();
        Bytes = 0;
    }

    private void Release(in Item item, SendBuffer output)
    {
        Bytes -= item.Payload.Length;
        output.Keep(item.Kept);
    }

    private readonly record struct Item(Signal Signal, ReadOnlySequence<byte> Payload, byte[] Kept, AtomRefTable? Atoms);

    private sealed class Lane(Pid sender)
    {
        public Pid Sender { get; } = sender;

        public Queue<Item> Waiting { get; } = new();

        public Item? Current { get; set; }

        public OutgoingFragments? Rest { get; set; }
    }
}
