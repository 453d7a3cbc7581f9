namespace ErlDist.Embedding;

/// <summary>What an exit signal does to a process: the rules of erlang:exit/2 and of links, for every kind of process.</summary>
public static class ExitRules
{
    /// <summary>What follows from an exit signal.</summary>
    /// <param name="reason">Its reason.</param>
    /// <param name="linked">True when a link sent it, false for <c>exit/2</c>.</param>
    /// <param name="trapsExits"><c>process_flag(trap_exit, …)</c> of the receiver.</param>
    public static ExitEffect Of(Term reason, bool linked, bool trapsExits)
    {
        ArgumentNullException.ThrowIfNull(reason);
        bool kills = !linked && reason.Equals(Atom.Kill);
        return trapsExits && !kills ? ExitEffect.Message
            : reason.Equals(Atom.Normal) ? ExitEffect.None
            : ExitEffect.End;
    }

    /// <summary>
    /// The reason with which a process ends because of a signal: <c>kill</c> sent by exit/2 becomes <c>killed</c>, so that it does not
    /// go on killing along links.
    /// </summary>
    public static Term ReasonAfter(Term reason, bool linked)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return !linked && reason.Equals(Atom.Kill) ? Atom.Killed : reason;
    }
}
