namespace ErlDist.Terms;

/// <summary>Terms as Erlang text: what <c>file:consult/1</c> reads and <c>io:format("~0tp")</c> prints.</summary>
public static class TermText
{
    /// <summary>Reads one term; a full stop may end it.</summary>
    /// <param name="text">The text; white space and comments are passed over.</param>
    /// <exception cref="TermTextException">The text is no term.</exception>
    public static Term Parse(string text) => throw new TermTextException("not yet", 1, 1);

    /// <summary>Reads terms, each ended by a full stop, as <c>file:consult/1</c> does.</summary>
    /// <param name="text">The text; white space and comments are passed over.</param>
    /// <exception cref="TermTextException">The text is something else.</exception>
    public static IReadOnlyList<Term> Consult(string text) => throw new TermTextException("not yet", 1, 1);

    internal static string Format(Term term) => term.GetType().Name;
}
