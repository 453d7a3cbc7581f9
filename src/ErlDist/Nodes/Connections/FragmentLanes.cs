using System.Buffers;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes.Connections;

/// <summary>
/// Messages that go out in parts, and what their senders sent after them: a lane for each sender, served in turn, a part at
/// a time. Not thread-safe: its queue locks.
/// </summary>
internal sealed class FragmentLanes(SignalWriter writer)
{
    private readonly Dictionary<Pid, Lane> _bySender = [];
    private readonly Queue<Lane> _turns = new();

    /// <summary>How many bytes of messages wait here.</summary>
    public long Bytes { get; private set; }

    /// <summary>True when a sender has a lane, so that its next signal must go there to keep the order.</summary>
    public bool MustWait(Pid? sender) => _turns.Count > 0 && sender is not null && _bySender.ContainsKey(sender);

    /// <summary>Adds a signal; its atoms are copied.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="payload">Its payload, in an array of the shared pool that is the lane's from now on.</param>
    /// <param name="length">How long the payload is.</param>
    /// <param name="atoms">The atoms that it refers to by number.</param>
    public void Add(in Signal signal, byte[] payload, int length, AtomRefTable? atoms)
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

        lane.Waiting.Enqueue(new Item(signal, payload, length, atomsCopy));
        Bytes += length;
    }

    /// <summary>Writes one part of the lane whose turn it is, and what waits behind its last part.</summary>
    /// <returns>False when no lane is left.</returns>
    public bool WriteNextPart(IBufferWriter<byte> output)
    {
        if (!_turns.TryDequeue(out Lane? lane))
        {
            return false;
        }

        if (lane.Rest is not null && !lane.Rest.WriteNext(output))
        {
            lane.Rest = null;
            Release(lane.Current!.Value);
            lane.Current = null;
        }

        while (lane.Rest is null && lane.Waiting.TryDequeue(out Item item))
        {
            lane.Rest = writer.Write(item.Signal, item.Payload.AsMemory(0, item.Length), item.Atoms, output);
            if (lane.Rest is null)
            {
                Release(item);
            }
            else
            {
                lane.Current = item;
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

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (Lane lane in _turns)
        {
            if (lane.Current is { } current)
            {
                Release(current);
            }

            while (lane.Waiting.TryDequeue(out Item item))
            {
                Release(item);
            }
        }

        _turns.Clear();
        _bySender.Clear();
    }

    private void Release(in Item item)
    {
        Bytes -= item.Length;
        ArrayPool<byte>.Shared.Return(item.Payload);
    }

    private readonly record struct Item(Signal Signal, byte[] Payload, int Length, AtomRefTable? Atoms);

    private sealed class Lane(Pid sender)
    {
        public Pid Sender { get; } = sender;

        public Queue<Item> Waiting { get; } = new();

        public Item? Current { get; set; }

        public OutgoingFragments? Rest { get; set; }
    }
}
