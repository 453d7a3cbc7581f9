namespace ErlDist.Terms;

/// <summary>Reads terms and nothing else, of any depth: brackets in brackets wait on a stack of its own.</summary>
internal sealed class TermParser(string text) : TextParser(text)
{
    private readonly Stack<OpenBracket> _open = new();

    internal override Term ParseTerm()
    {
        while (true)
        {
            Term? term = Begin();
            while (term is not null)
            {
                if (!_open.TryPeek(out OpenBracket? bracket))
                {
                    return term;
                }

                // What is in a bracket may make it whole, and the one around it then, and so on.
                term = bracket.Add(this, term);
                if (term is not null)
                {
                    _open.Pop();
                }
            }
        }
    }

    /// <summary>A term in whole, or null for a bracket that is open now.</summary>
    private Term? Begin()
    {
        switch (Next.Kind)
        {
            case TextTokenKind.Atom:
                return ParseAtom();
            case TextTokenKind.Integer or TextTokenKind.Character or TextTokenKind.Float:
                return ParseNumber();
            case TextTokenKind.String:
                return Term.CharList(ParseString());
            case TextTokenKind.SigilBinary or TextTokenKind.SigilString:
                return ParseSigil();
            case TextTokenKind.Reserved when Next.Text == "fun":
                return ParseFun();
            case TextTokenKind.Punctuation:
                return BeginWith(Next.Text);
            default:
                throw Unexpected("a term");
        }
    }

    private Term? BeginWith(string punctuation)
    {
        switch (punctuation)
        {
            case "-" or "+":
                return ParseSigned();
            case "{":
                Take();
                return TryTake("}") ? ErlTuple.Empty : Open(new OpenTuple());
            case "[":
                Take();
                return TryTake("]") ? ErlList.Empty : Open(new OpenList());
            case "<<":
                Take();
                return BeginBinary();
            case "(":
                Take();
                return Open(new OpenParenthesis());
            case "#":
                Take();
                return BeginMapOrRecord();
            default:
                throw Unexpected("a term");
        }
    }

    private Term? Open(OpenBracket bracket)
    {
        if (_open.Count >= TermLimits.Default.MaxDepth)
        {
            throw Error($"deeper than {TermLimits.Default.MaxDepth} levels");
        }

        _open.Push(bracket);
        return null;
    }

    private Term? BeginMapOrRecord()
    {
        if (TryTake("{"))
        {
            return TryTake("}") ? ErlMap.Empty : Open(new OpenMap());
        }

        if (Next.Kind != TextTokenKind.Atom)
        {
            throw Unexpected("'{' or the module of a native record");
        }

        Atom module = ParseAtom();
        Expect(":");
        Atom name = ParseAtom();
        Expect("{");
        return TryTake("}") ? new ErlNativeRecord(module, name, []) : Open(new OpenRecord(this, module, name));
    }

    private Term? BeginBinary()
    {
        if (TryTake(">>"))
        {
            return ErlBinary.Empty;
        }

        var binary = new OpenBinary(this);
        return binary.Begin(this) ?? Open(binary);
    }
}
