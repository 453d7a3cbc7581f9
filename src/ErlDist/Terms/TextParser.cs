using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace ErlDist.Terms;

/// <summary>
/// Makes terms of Erlang text, as <c>erl_parse:parse_term/1</c> does. Who reads more than terms, such as expressions, derives from
/// it: whatever stands inside a tuple, list, map or parentheses is read by <see cref="ParseTerm"/>.
/// </summary>
internal class TextParser
{
    /// <summary>What the binaries in a text may have beyond four bytes for each character of it, in bytes: <c>&lt;&lt;0:4096&gt;&gt;</c>.</summary>
    private const int MaxAddedBytes = 16 * 1024;

    private readonly TextScanner _scanner;
    private TextToken _token;
    private long _bitsLeft;
    private int _depth;

    internal TextParser(string text)
    {
        _scanner = new TextScanner(text);
        _bitsLeft = 8 * (MaxAddedBytes + (4L * text.Length));
        _token = _scanner.Next();
    }

    /// <summary>Where reading is, to come back to by <see cref="Return"/>.</summary>
    private protected TextMark Mark() => new(_token, _scanner.Place, _depth);

    /// <summary>Reads on from a mark.</summary>
    private protected void Return(TextMark mark) => (_token, _scanner.Place, _depth) = (mark.Next, mark.Place, mark.Depth);

    /// <summary>Whether all is read.</summary>
    internal bool AtEnd => _token.Kind == TextTokenKind.End;

    /// <summary>Reads a full stop if there is one.</summary>
    internal bool TryFullStop()
    {
        if (_token.Kind != TextTokenKind.FullStop)
        {
            return false;
        }

        _token = _scanner.Next();
        return true;
    }

    /// <summary>Takes from what the text may still make of binaries.</summary>
    internal bool TryUseBits(long bits)
    {
        _bitsLeft -= bits;
        return _bitsLeft >= 0;
    }

    internal virtual Term ParseTerm() => ParsePlainTerm();

    /// <summary>The token that is next.</summary>
    internal TextToken Next => _token;

    /// <summary>What stands before the colon or slash of a binary's segment.</summary>
    private protected virtual Term ParseSegmentValue() => ParseTerm();

    /// <summary>How deep it may stand in one another.</summary>
    private protected virtual int MaxDepth => TermLimits.Default.MaxDepth;

    /// <summary>Goes a level down.</summary>
    private protected void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error($"deeper than {_depth - 1} levels");
        }
    }

    /// <summary>Comes a level up.</summary>
    private protected void Leave() => _depth--;

    private protected Term ParsePlainTerm()
    {
        Enter();
        TextToken token = _token;
        Term term = token.Kind switch
        {
            TextTokenKind.Atom => ParseAtom(),
            TextTokenKind.Integer or TextTokenKind.Character or TextTokenKind.Float => ParseNumber(),
            TextTokenKind.String => Term.CharList(ParseString()),
            TextTokenKind.SigilBinary or TextTokenKind.SigilString => ParseSigil(),
            TextTokenKind.Reserved when token.Text == "fun" => ParseFun(),
            TextTokenKind.Punctuation => token.Text switch
            {
                "{" => ParseTuple(),
                "[" => ParseList(),
                "#" => ParseMap(),
                "<<" => ParseBinary(),
                "(" => ParseParentheses(),
                "-" or "+" => ParseSigned(),
                _ => throw Unexpected("a term"),
            },
            _ => throw Unexpected("a term"),
        };
        Leave();
        return term;
    }

    internal TermTextException Unexpected(string expected) => Error($"{expected} expected, found {_token}");

    private protected TermTextException Error(string reason) => new(reason, _token.Line, _token.Column);

    internal TextToken Take()
    {
        TextToken token = _token;
        _token = _scanner.Next();
        return token;
    }

    internal bool TryTake(string punctuation)
    {
        if (_token.Kind != TextTokenKind.Punctuation || _token.Text != punctuation)
        {
            return false;
        }

        _token = _scanner.Next();
        return true;
    }

    internal void Expect(string punctuation)
    {
        if (!TryTake(punctuation))
        {
            throw Unexpected($"'{punctuation}'");
        }
    }

    internal Atom ParseAtom()
    {
        if (_token.Kind != TextTokenKind.Atom)
        {
            throw Unexpected("an atom");
        }

        try
        {
            var atom = Atom.Get(_token.Text);
            Take();
            return atom;
        }
        catch (ArgumentException)
        {
            throw Error($"an atom of more than {Atom.MaxCharacters} characters");
        }
    }

    private protected Term ParseNumber()
    {
        TextToken token = Take();
        return token.Kind == TextTokenKind.Float ? token.Float : token.Integer;
    }

    private protected Term ParseSigned()
    {
        bool negative = Take().Text == "-";
        bool parentheses = TryTake("(");
        if (_token.Kind is not (TextTokenKind.Integer or TextTokenKind.Character or TextTokenKind.Float))
        {
            throw Unexpected("a number");
        }

        Term number = ParseNumber();
        if (parentheses)
        {
            Expect(")");
        }

        return (negative, number) switch
        {
            (false, _) => number,
            (_, ErlFloat value) => -value.Value,
            (_, ErlInteger value) => -(BigInteger)value.Value,
            _ => -((ErlBigInteger)number).Value,
        };
    }

    /// <summary>Strings side by side are one.</summary>
    internal string ParseString()
    {
        string first = Take().Text;
        if (_token.Kind != TextTokenKind.String)
        {
            return first;
        }

        var text = new StringBuilder(first);
        while (_token.Kind == TextTokenKind.String)
        {
            text.Append(Take().Text);
        }

        return text.ToString();
    }

    private protected Term ParseSigil()
    {
        TextToken token = Take();
        return token.Kind == TextTokenKind.SigilBinary ? token.Text : Term.CharList(token.Text);
    }

    private Term ParseParentheses()
    {
        Take();
        Term term = ParseTerm();
        Expect(")");
        return term;
    }

    private ErlTuple ParseTuple()
    {
        Take();
        if (TryTake("}"))
        {
            return ErlTuple.Empty;
        }

        List<Term> elements = ParseElements();
        Expect("}");
        return new ErlTuple([.. elements]);
    }

    private Term ParseList()
    {
        Take();
        if (TryTake("]"))
        {
            return ErlList.Empty;
        }

        List<Term> elements = ParseElements();
        Term tail = TryTake("|") ? ParseTerm() : ErlList.Empty;
        if (!TryTake("]"))
        {
            throw Unexpected("',', '|' or ']'");
        }

        return Term.ImproperList([.. elements], tail);
    }

    private protected List<Term> ParseElements()
    {
        var elements = new List<Term>();
        do
        {
            elements.Add(ParseTerm());
        }
        while (TryTake(","));
        return elements;
    }

    /// <summary>Of keys that come twice the last one counts, as for <c>maps:from_list/1</c>.</summary>
    private ErlMap ParseMap()
    {
        Take();
        Expect("{");
        var pairs = new OrderedDictionary<Term, Term>();
        if (!TryTake("}"))
        {
            do
            {
                Term key = ParseTerm();
                Expect("=>");
                pairs[key] = ParseTerm();
            }
            while (TryTake(","));
            Expect("}");
        }

        return pairs.Count == 0 ? ErlMap.Empty : new ErlMap(pairs);
    }

    private protected ErlExport ParseFun()
    {
        Take();
        Atom module = ParseAtom();
        Expect(":");
        Atom function = ParseAtom();
        Expect("/");
        if (_token.Kind != TextTokenKind.Integer || _token.Integer > byte.MaxValue)
        {
            throw Unexpected("an arity of 0 to 255");
        }

        return new ErlExport(module, function, (int)Take().Integer);
    }

    private Term ParseBinary()
    {
        Take();
        var bits = new BitBuilder(this);
        if (!TryTake(">>"))
        {
            do
            {
                ParseSegment(bits);
            }
            while (TryTake(","));
            Expect(">>");
        }

        return bits.ToTerm();
    }

    private void ParseSegment(BitBuilder bits)
    {
        TextToken start = _token;
        string? text = _token.Kind == TextTokenKind.String ? ParseString() : null;
        Term? value = text is null ? ParseSegmentValue() : null;
        BigInteger? size = null;
        if (TryTake(":"))
        {
            bool parentheses = TryTake("(");
            if (_token.Kind is not (TextTokenKind.Integer or TextTokenKind.Character))
            {
                throw Unexpected("a size");
            }

            size = Take().Integer;
            if (parentheses)
            {
                Expect(")");
            }
        }

        var type = new SegmentType(size);
        if (TryTake("/"))
        {
            do
            {
                string specifier = ParseAtom().Name;
                BigInteger? number = null;
                if (TryTake(":"))
                {
                    number = _token.Kind == TextTokenKind.Integer ? Take().Integer : throw Unexpected("a unit");
                }

                if (!type.TryAdd(specifier, number))
                {
                    throw new TermTextException($"the specifier {specifier} cannot stand there", start.Line, start.Column);
                }
            }
            while (TryTake("-"));
        }

        if (!(value is not null ? bits.TryAdd(value, type) : bits.TryAdd(text!, type)))
        {
            throw new TermTextException("a value that does not fit its place in a binary", start.Line, start.Column);
        }
    }
}
