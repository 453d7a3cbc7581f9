using ErlDist.Terms;

namespace ErlDist.Tls.Expressions;

/// <summary>Patterns, which are matched as they are read.</summary>
internal sealed partial class ExpressionParser
{
    /// <summary>Reads a pattern.</summary>
    /// <param name="value">What it is to match; null = it is only read.</param>
    /// <param name="alone">True where what follows an equals sign is no second pattern.</param>
    /// <returns>Whether it does; its variables are bound then.</returns>
    private bool MatchPattern(Term? value, bool alone = false)
    {
        Enter();
        bool matches = MatchOne(value);
        Leave();
        return !alone && TryTake("=") ? matches & MatchPattern(value) : matches;
    }

    private bool MatchOne(Term? value)
    {
        TextToken token = Next;
        switch (token.Kind)
        {
            case TextTokenKind.Variable:
                return MatchVariable(Take().Text, value);
            case TextTokenKind.String:
                return MatchText(Term.CharList(ParseString()), value);
            case TextTokenKind.Punctuation when token.Text == "{":
                return MatchTuple(value);
            case TextTokenKind.Punctuation when token.Text == "[":
                return MatchList(value);
            case TextTokenKind.Punctuation when token.Text == "#":
                return MatchMap(value);
            case TextTokenKind.Punctuation when token.Text == "(":
                Take();
                bool matches = MatchPattern(value);
                Expect(")");
                return matches;
            default:
                Term literal = ParsePlainTerm();
                return value is not null && literal.Equals(value);
        }
    }

    private bool MatchVariable(string name, Term? value)
    {
        if (value is null || name == "_")
        {
            return value is not null;
        }

        if (_bindings.TryGetValue(name, out Term? bound))
        {
            return bound.Equals(value);
        }

        _bindings[name] = value;
        return true;
    }

    /// <summary><c>"text"</c>, or <c>"text" ++ Rest</c>.</summary>
    private bool MatchText(ErlList text, Term? value)
    {
        if (!TryTake("++"))
        {
            return value is not null && text.Equals(value);
        }

        bool begins = value is ErlList list && list.Count >= text.Count && list.Slice(0, text.Count).Equals(text);
        return MatchPattern(begins ? ((ErlList)value!).Slice(text.Count, ((ErlList)value).Count - text.Count) : null) && begins;
    }

    private bool MatchTuple(Term? value)
    {
        Take();
        var tuple = value as ErlTuple;
        bool matches = tuple is not null;
        int count = 0;
        if (!TryTake("}"))
        {
            do
            {
                bool isThere = matches && count < tuple!.Count;
                matches = MatchPattern(isThere ? tuple![count] : null) && isThere;
                count++;
            }
            while (TryTake(","));
            Expect("}");
        }

        return matches && count == tuple!.Count;
    }

    private bool MatchList(Term? value)
    {
        Take();
        Term? rest = value is ErlList or ErlImproperList ? value : null;
        if (TryTake("]"))
        {
            return rest is ErlList { Count: 0 };
        }

        bool matches = rest is not null;
        do
        {
            Term? head = null;
            (head, rest) = matches ? Uncons(rest!) : (null, null);
            matches = MatchPattern(head) && head is not null;
        }
        while (TryTake(","));
        matches = TryTake("|") ? MatchPattern(matches ? rest : null) && matches : matches && rest is ErlList { Count: 0 };
        Expect("]");
        return matches;
    }

    private static (Term? Head, Term? Others) Uncons(Term list) => list switch
    {
        ErlList { Count: > 0 } proper => (proper[0], proper.Slice(1, proper.Count - 1)),
        ErlImproperList improper => (improper.Elements[0], Term.ImproperList([.. improper.Elements.Skip(1)], improper.Tail)),
        _ => (null, null),
    };

    private bool MatchMap(Term? value)
    {
        Take();
        Expect("{");
        var map = value as ErlMap;
        bool matches = map is not null;
        if (!TryTake("}"))
        {
            do
            {
                Term key = ParseOperation(Operators.Loosest);
                Expect(":=");
                Term? found = null;
                bool isThere = matches && map!.TryGetValue(key, out found);
                matches = MatchPattern(isThere ? found : null) && isThere;
            }
            while (TryTake(","));
            Expect("}");
        }

        return matches;
    }
}
