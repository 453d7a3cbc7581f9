using ErlDist.Terms;

namespace ErlDist;

/// <summary>Terms as Erlang text: what <c>file:consult/1</c> reads and <c>io:format("~0tp")</c> prints.</summary>
/// <remarks>
/// Read are atoms, numbers in any base, characters, strings, binaries with all that <c>erl_parse:parse_term/1</c> takes in
/// them, lists, tuples, maps, <c>fun M:F/A</c>, comments, parentheses; nothing that would have to be computed. Depth is bounded
/// by <see cref="TermLimits.MaxDepth"/> of <see cref="TermLimits.Default"/>.
/// </remarks>
public static class TermText
{
    /// <summary>Reads one term; a full stop may end it.</summary>
    /// <param name="text">The text; white space and comments are passed over.</param>
    /// <exception cref="TermTextException">The text is no term.</exception>
    public static Term Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new TermParser(text);
        Term term = parser.ParseTerm();
        parser.TryFullStop();
        return parser.AtEnd ? term : throw parser.Unexpected("the end of the term");
    }

    /// <summary>Reads terms, each ended by a full stop, as <c>file:consult/1</c> does.</summary>
    /// <param name="text">The text; white space and comments are passed over.</param>
    /// <exception cref="TermTextException">The text is something else.</exception>
    public static IReadOnlyList<Term> Consult(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new TermParser(text);
        var terms = new List<Term>();
        while (!parser.AtEnd)
        {
            terms.Add(parser.ParseTerm());
            if (!parser.TryFullStop())
            {
                throw parser.Unexpected("a full stop");
            }
        }

        return terms;
    }
}
