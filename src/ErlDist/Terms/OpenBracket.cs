using System.Numerics;

namespace ErlDist.Terms;

/// <summary>A bracket in Erlang text that is not closed yet.</summary>
internal abstract class OpenBracket
{
    /// <summary>Takes the term that was read last and what follows it: the whole if that closes the bracket, null if a term is to come.</summary>
    internal abstract Term? Add(TextParser parser, Term term);
}

internal sealed class OpenParenthesis : OpenBracket
{
    internal override Term Add(TextParser parser, Term term)
    {
        parser.Expect(")");
        return term;
    }
}

internal sealed class OpenTuple : OpenBracket
{
    private readonly List<Term> _elements = [];

    internal override Term? Add(TextParser parser, Term term)
    {
        _elements.Add(term);
        if (parser.TryTake(","))
        {
            return null;
        }

        parser.Expect("}");
        return new ErlTuple([.. _elements]);
    }
}

internal sealed class OpenList : OpenBracket
{
    private readonly List<Term> _elements = [];
    private bool _atTail;

    internal override Term? Add(TextParser parser, Term term)
    {
        if (!_atTail)
        {
            _elements.Add(term);
            _atTail = parser.TryTake("|");
            if (_atTail || parser.TryTake(","))
            {
                return null;
            }
        }

        if (!parser.TryTake("]"))
        {
            throw parser.Unexpected("',', '|' or ']'");
        }

        return Term.ImproperList([.. _elements], _atTail ? term : ErlList.Empty);
    }
}

/// <summary>Of keys that come twice the last one counts, as for <c>maps:from_list/1</c>.</summary>
internal sealed class OpenMap : OpenBracket
{
    private readonly OrderedDictionary<Term, Term> _pairs = [];
    private Term? _key;

    internal override Term? Add(TextParser parser, Term term)
    {
        if (_key is null)
        {
            parser.Expect("=>");
            _key = term;
            return null;
        }

        _pairs[_key] = term;
        _key = null;
        if (parser.TryTake(","))
        {
            return null;
        }

        parser.Expect("}");
        return new ErlMap(_pairs);
    }
}

/// <summary>
/// Of fields that come twice the last one counts. Text does not say whether a record is exported, which mostly those are that
/// somebody writes down elsewhere.
/// </summary>
internal sealed class OpenRecord : OpenBracket
{
    private readonly OrderedDictionary<Atom, Term> _fields = [];
    private readonly Atom _module;
    private readonly Atom _name;
    private Atom _key;

    internal OpenRecord(TextParser parser, Atom module, Atom name)
    {
        (_module, _name) = (module, name);
        _key = ParseKey(parser);
    }

    internal override Term? Add(TextParser parser, Term term)
    {
        _fields[_key] = term;
        if (parser.TryTake(","))
        {
            _key = ParseKey(parser);
            return null;
        }

        parser.Expect("}");
        return new ErlNativeRecord(_module, _name, [.. _fields]);
    }

    private static Atom ParseKey(TextParser parser)
    {
        Atom key = parser.ParseAtom();
        parser.Expect("=");
        return key;
    }
}

/// <summary>A binary: its segments are strings, numbers and binaries with their size and type.</summary>
internal sealed class OpenBinary(TextParser whole) : OpenBracket
{
    private readonly BitBuilder _bits = new(whole);
    private TextToken _start = whole.Next;

    /// <summary>Reads segments that are strings: the whole if there are no others, null if a term is to come.</summary>
    internal Term? Begin(TextParser parser)
    {
        while (true)
        {
            _start = parser.Next;
            if (_start.Kind != TextTokenKind.String)
            {
                return null;
            }

            string text = parser.ParseString();
            if (!_bits.TryAdd(text, ParseType(parser)))
            {
                throw Misfit();
            }

            if (!parser.TryTake(","))
            {
                parser.Expect(">>");
                return _bits.ToTerm();
            }
        }
    }

    internal override Term? Add(TextParser parser, Term term)
    {
        if (!_bits.TryAdd(term, ParseType(parser)))
        {
            throw Misfit();
        }

        if (parser.TryTake(","))
        {
            return Begin(parser);
        }

        parser.Expect(">>");
        return _bits.ToTerm();
    }

    private TermTextException Misfit() => new("a value that does not fit its place in a binary", _start.Line, _start.Column);

    private SegmentType ParseType(TextParser parser)
    {
        BigInteger? size = null;
        if (parser.TryTake(":"))
        {
            bool parentheses = parser.TryTake("(");
            if (parser.Next.Kind is not (TextTokenKind.Integer or TextTokenKind.Character))
            {
                throw parser.Unexpected("a size");
            }

            size = parser.Take().Integer;
            if (parentheses)
            {
                parser.Expect(")");
            }
        }

        var type = new SegmentType(size);
        if (parser.TryTake("/"))
        {
            do
            {
                string specifier = parser.ParseAtom().Name;
                BigInteger? number = null;
                if (parser.TryTake(":"))
                {
                    number = parser.Next.Kind == TextTokenKind.Integer ? parser.Take().Integer : throw parser.Unexpected("a unit");
                }

                if (!type.TryAdd(specifier, number))
                {
                    throw new TermTextException($"the specifier {specifier} cannot stand there", _start.Line, _start.Column);
                }
            }
            while (parser.TryTake("-"));
        }

        return type;
    }
}
