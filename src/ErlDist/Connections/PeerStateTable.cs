namespace ErlDist.Connections;

/// <summary>
/// Every step between this node and one peer: the rules of dist_util and net_kernel for simultaneous set-ups. What is not in the table
/// does not happen: who asks for it comes too late.
/// </summary>
internal static class PeerStateTable
{
    /// <summary>The state that follows, or null where the event may not happen.</summary>
    public static PeerState? Next(PeerState state, PeerEvent happened) => (happened, state.Link, state.Dial) switch
    {
        // Our own dial. It may be asked for while a connection goes down.
        (PeerEvent.Wanted, _, PeerDial.None) => state with { Dial = PeerDial.Dialling },
        (PeerEvent.DialYields, _, PeerDial.Dialling) => state with { Dial = PeerDial.Yielded },
        (PeerEvent.DialFailed, _, not PeerDial.None) => state with { Dial = PeerDial.None },
        (PeerEvent.DialUp, PeerLink.None, _) => new PeerState(PeerLink.Up, PeerDial.None),

        // A peer that arrived. Once it has been told that it is in, it is in, even if its own connection is not quite up.
        (PeerEvent.Proved, PeerLink.None, _) => state with { Link = PeerLink.Entering },
        (PeerEvent.ArrivalUp, PeerLink.Entering, _) => new PeerState(PeerLink.Up, PeerDial.None),
        (PeerEvent.ArrivalFailed, PeerLink.Entering, _) => state with { Link = PeerLink.None },

        (PeerEvent.Down, PeerLink.Up, _) => state with { Link = PeerLink.None },
        _ => null,
    };

    /// <summary>What a peer hears that arrives and has proved nothing yet; the state stays as it is.</summary>
    /// <param name="state">How things stand.</param>
    /// <param name="oursGoesFirst">Of two connections that are set up at once, the one that the greater name dials stays.</param>
    public static ArrivalAnswer Answer(PeerState state, bool oursGoesFirst) => state switch
    {
        // The peer has lost the connection, or is another node of that name. It is asked whether it is alive; if it says so and proves
        // it, the connection is replaced when the handshake is done.
        { Link: PeerLink.Up } => ArrivalAnswer.AskAlive,
        { Dial: PeerDial.Dialling } => oursGoesFirst ? ArrivalAnswer.Refuse : ArrivalAnswer.AcceptSimultaneous,
        _ => ArrivalAnswer.Accept,
    };
}
