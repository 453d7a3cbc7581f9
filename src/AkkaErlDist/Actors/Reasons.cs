using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist.Actors;

/// <summary>The reasons that callers on a BEAM node are given by a DOWN when an actor has no answer for them.</summary>
internal static class Reasons
{
    private const int MaxText = 500;

    /// <summary><c>{ExceptionType, Text}</c>, or what the exception says that the reason is.</summary>
    public static Term Of(Exception? failure) => failure switch
    {
        null => Atom.Get("failure"),
        ErlangExitException exit => exit.Reason,
        ErlDist.Nodes.ProcessExitException exit => exit.Reason,
        TermFormatException unfit => NotConvertible(unfit.Message),
        _ => Term.Tuple(Atom.Get(failure.GetType().Name), Bounded(failure.Message)),
    };

    /// <summary><c>{not_convertible, Text}</c>: a message has no form in Erlang, or none that the actor takes.</summary>
    public static Term NotConvertible(string text) => Term.Tuple(Atom.Get("not_convertible"), Bounded(text));

    /// <summary><c>{too_large, Size, Limit}</c>, in bytes.</summary>
    public static Term TooLarge(long size, long limit) => Term.Tuple(Atom.Get("too_large"), size, limit);

    private static string Bounded(string text) => text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText), "…");
}
