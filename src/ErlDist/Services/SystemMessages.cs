namespace ErlDist.Services;

/// <summary>The shapes of the messages that Erlang's own libraries send to any process.</summary>
internal static class SystemMessages
{
    public static readonly Atom GenCall = Atom.Get("$gen_call");
    public static readonly Atom GenCast = Atom.Get("$gen_cast");
    public static readonly Atom Alias = Atom.Get("alias");

    private static readonly Atom s_down = Atom.Get("DOWN");
    private static readonly Atom s_exit = Atom.Get("EXIT");
    private static readonly Atom s_process = Atom.Get("process");

    /// <summary><c>{'DOWN', Ref, process, Object, Reason}</c>.</summary>
    public static Term Down(Reference reference, Term @object, Term reason) =>
        Term.Tuple(s_down, reference, s_process, @object, reason);

    /// <summary><c>{'EXIT', Pid, Reason}</c>.</summary>
    public static Term Exit(Pid from, Term reason) => Term.Tuple(s_exit, from, reason);
}
