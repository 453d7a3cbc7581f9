using ErlDist;

namespace AkkaErlDist.Actors;

/// <summary>The reasons that callers on a BEAM node are given by a DOWN when an actor has no answer for them.</summary>
internal static class Reasons
{
    private const int MaxAtom = 255;

    /// <summary><c>{ExceptionType, Text}</c>, or what the exception says that the reason is.</summary>
    public static Term Of(Exception? failure) => failure switch
    {
        null => Atom.Get("failure"),
        ErlangExitException exit => exit.Reason,
        ErlDist.ProcessExitException exit => exit.Reason,
        TermFormatException unfit => unfit.ToReason(),
        _ => Term.Tuple(Atom.Get(failure.GetType().Name is { Length: <= MaxAtom } name ? name : nameof(Exception)), ErlBinary.OfAnyText(failure.Message)),
    };

    /// <summary><c>{not_convertible, Text}</c>: a message has no form in Erlang, or none that the actor takes; or that it is too large.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="limit">The largest message, in bytes.</param>
    public static Term OfMessage(Exception failure, long limit) => failure switch
    {
        UnsendableMessageException { Size: { } size } => TooLarge(size, limit),
        TermFormatException unfit => unfit.ToReason(),
        _ => Term.Tuple(Atom.Get("not_convertible"), ErlBinary.OfAnyText(failure.Message)),
    };

    /// <summary><c>{too_large, Size, Limit}</c>, in bytes.</summary>
    public static Term TooLarge(long size, long limit) => Term.Tuple(Atom.Get("too_large"), size, limit);
}
