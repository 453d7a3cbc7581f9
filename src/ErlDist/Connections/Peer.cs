namespace ErlDist.Connections;

/// <summary>What there is to know of one peer. Of <see cref="PeerTable"/>, under its lock.</summary>
/// <param name="name">The peer's name.</param>
internal sealed class Peer(Atom name)
{
    public Atom Name { get; } = name;

    /// <summary>How things stand; it changes by <see cref="PeerStateTable"/> only.</summary>
    public PeerState State { get; private set; }

    /// <summary>The connection that is up, or on its way down.</summary>
    public Connection? Connection { get; set; }

    /// <summary>What dials it, and who waits for that.</summary>
    public Attempt? Attempt { get; set; }

    /// <summary>Those who arrive under its name.</summary>
    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Completes when the one that was let in is up, or has failed.</summary>
    public TaskCompletionSource? Entering { get; set; }

    /// <summary>Something happens; false where it may not.</summary>
    public bool TryMove(PeerEvent happened)
    {
        if (PeerStateTable.Next(State, happened) is not { } next)
        {
            return false;
        }

        State = next;
        return true;
    }

    /// <summary>One that arrived is up, or over.</summary>
    public void End(Arrival arrival)
    {
        Arrivals.Remove(arrival);
        if (arrival.State == ArrivalState.LetIn)
        {
            TryMove(PeerEvent.ArrivalFailed); // It may not have, and is up.
            Entering!.SetResult();
            Entering = null;
        }

        arrival.State = ArrivalState.Ended;
    }
}
