using System.Globalization;
using ErlDist.Terms;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// Reads Erlang text as <c>erl_parse:parse_exprs/1</c> and <c>erl_eval:expr/2</c> do, as far as an option file needs it: terms,
/// operators, variables, <c>case</c>, <c>if</c>, list comprehensions, funs, and calls of the functions in <see cref="ExpressionFunctions"/>.
/// Each part has its value as soon as it is read.
/// </summary>
internal sealed partial class ExpressionParser : TextParser
{
    private const string UnaryMinus = "-";

    // Above zero while what is read is not computed: the right of an andalso or orelse that the left has decided.
    private int _skipping;

    private Dictionary<string, Term> _bindings = [];

    // Where they stand, line and column: what stands first in them cannot be computed first.
    private readonly HashSet<(int Line, int Column)> _comprehensions;
    private readonly HashSet<(int Line, int Column)> _patterns;

    public ExpressionParser(string text)
        : base(text) => (_comprehensions, _patterns) = FindOpenings(text);

    /// <summary>Reads one expression that ends in a full stop, and nothing after it.</summary>
    /// <exception cref="TermTextException">The text is something else.</exception>
    /// <exception cref="EvaluationException">What is computed fails.</exception>
    public static Term Evaluate(string text)
    {
        var parser = new ExpressionParser(text);
        Term value = parser.ParseTerm();
        if (!parser.TryFullStop())
        {
            throw parser.Unexpected(parser.Next.Kind == TextTokenKind.Punctuation && parser.Next.Text == ","
                ? "a single expression and a full stop"
                : "an operator or a full stop");
        }

        return parser.AtEnd ? parser.Checked(value) : throw parser.Unexpected("the end, since one expression is all");
    }

    /// <summary>What the text leaves is a value that options may have.</summary>
    private Term Checked(Term value)
    {
        if (_bindings.Count > 0)
        {
            throw new EvaluationException(
                $"the variable {_bindings.Keys.First()} is bound, and an option file must leave no bindings (bad_ssl_dist_optfile, bindings)", Next.Line, Next.Column);
        }

        var left = new Stack<Term>([value]);
        while (left.TryPop(out Term? term))
        {
            if (term is ErlExport { Module.Name: LocalModule } fun)
            {
                TextToken at = _funs[int.Parse(fun.Function.Name, CultureInfo.InvariantCulture)].At;
                throw new TermTextException(NoBody, at.Line, at.Column);
            }

            foreach (Term child in term.Children ?? [])
            {
                left.Push(child);
            }
        }

        return value;
    }

    /// <summary>No options stand so deep, and unwinding a deeper stack takes seconds.</summary>
    private protected override int MaxDepth => 1000;

    private const string NoBody =
        "only fun Module:Function/Arity can stand here; a fun with a body can't be run by .NET: register a function by name"
        + " (TlsFunctions.Add) and write fun Module:Function/Arity with that name";

    internal override Term ParseTerm() => ParseOperation(Operators.Loosest);

    /// <summary>In a binary, <c>/</c> and <c>:</c> belong to the segment; operators need parentheses there, as in Erlang.</summary>
    private protected override Term ParseSegmentValue() => Next.Kind == TextTokenKind.Atom ? ParsePlainTerm()
        : ParseOperand() is var value && _skipping > 0 ? 0
        : value;

    /// <summary>Reads operands and operators down to a precedence.</summary>
    private Term ParseOperation(int loosest)
    {
        Enter();
        Term left = ParseOperand();
        while (Operators.Find(Next) is { } op && op.Precedence >= loosest)
        {
            TextToken token = Take();
            Term right = op.Name is "andalso" or "orelse" ? ParseRightOf(op, left, token) : ParseOperation(op.RightFrom);
            left = Compute(token, () => Operators.Apply(op.Name, left, right));
            if (!op.Chains && Operators.Find(Next) is { } next && next.Precedence == op.Precedence)
            {
                throw Unexpected($"parentheses, since {op.Name} and {next.Name} can't stand side by side");
            }
        }

        Leave();
        return left;
    }

    private Term ParseRightOf(Operator op, Term left, TextToken token)
    {
        bool decided = _skipping == 0 && Compute(token, () => Operators.IsDecided(op.Name, left));
        _skipping += decided ? 1 : 0;
        Term right = ParseOperation(op.RightFrom);
        _skipping -= decided ? 1 : 0;
        return decided ? left : right;
    }

    private Term ParseOperand()
    {
        Enter();
        TextToken token = Next;
        Term value = token.Kind switch
        {
            TextTokenKind.Punctuation when token.Text is "-" or "+" => ParseUnary(),
            TextTokenKind.Reserved when token.Text is "not" or "bnot" => ParseUnary(),
            TextTokenKind.Reserved when token.Text == "begin" => ParseBlock(),
            TextTokenKind.Reserved when token.Text == "fun" => ParseFunOfAnyKind(),
            TextTokenKind.Reserved when token.Text == "case" => ParseCase(),
            TextTokenKind.Reserved when token.Text == "if" => ParseIf(),
            TextTokenKind.Punctuation when token.Text == "[" && _comprehensions.Contains((token.Line, token.Column)) => ParseComprehension(),
            TextTokenKind.Punctuation when _patterns.Contains((token.Line, token.Column)) => ParseMatch(),
            TextTokenKind.Variable => ParseVariable(),
            TextTokenKind.Atom => ParseAtomOrCall(),
            _ => ParsePlainTerm(),
        };
        while (Next is { Kind: TextTokenKind.Punctuation, Text: "#" } update)
        {
            Term changes = ParsePlainTerm();
            value = Compute(update, () => Changed(value, (ErlMap)changes));
        }

        Leave();
        return value;
    }

    /// <summary><c>Map#{Key =&gt; Value}</c>.</summary>
    private static ErlMap Changed(Term map, ErlMap changes)
    {
        var pairs = new OrderedDictionary<Term, Term>(map as ErlMap ?? throw new ErlangErrorException("badmap"));
        foreach ((Term key, Term value) in changes)
        {
            pairs[key] = value;
        }

        return new ErlMap(pairs);
    }

    /// <summary><c>{Pattern, …} = Expression</c>; the pattern is read again once there is what it is to match.</summary>
    private Term ParseMatch()
    {
        TextToken at = Next;
        TextMark begin = Mark();
        _patterns.Remove((at.Line, at.Column)); // Within it, it is no match of its own.
        MatchPattern(null, alone: true);
        Expect("=");
        Term value = ParseTerm();
        TextMark end = Mark();
        Return(begin);
        bool matches = _skipping > 0 || MatchPattern(value, alone: true);
        Return(end);
        _patterns.Add((at.Line, at.Column));
        return matches ? value : Fail(at, $"no match of {Shorten(value)} (badmatch)");
    }

    private Term ParseUnary()
    {
        TextToken token = Take();
        Term operand = ParseOperand();
        return Compute(token, () => Operators.ApplyUnary(token.Text == UnaryMinus ? "-" : token.Text, operand));
    }

    private Term ParseBlock()
    {
        Take();
        Term value = ParseElements()[^1];
        if (Next.Kind != TextTokenKind.Reserved || Next.Text != "end")
        {
            throw Unexpected("'end'");
        }

        Take();
        return value;
    }

    private Term ParseAtomOrCall()
    {
        TextToken token = Next;
        Atom name = ParseAtom();
        var module = Atom.Get("erlang");
        if (TryTake(":"))
        {
            module = name;
            name = ParseAtom();
            if (Next.Kind != TextTokenKind.Punctuation || Next.Text != "(")
            {
                throw Unexpected("'('");
            }
        }

        if (!TryTake("("))
        {
            return name;
        }

        Term[] arguments = ParseArguments();
        return Compute(token, () => ExpressionFunctions.Call(this, module.Name, name.Name, arguments));
    }

    /// <summary>What stands behind an opening parenthesis.</summary>
    private Term[] ParseArguments()
    {
        if (TryTake(")"))
        {
            return [];
        }

        Term[] arguments = [.. ParseElements()];
        Expect(")");
        return arguments;
    }

    private ErlExport ParseFunOfAnyKind()
    {
        TextMark begin = Mark();
        TextToken at = Take();
        if (Next.Kind == TextTokenKind.Variable || (Next.Kind == TextTokenKind.Punctuation && Next.Text == "("))
        {
            return ParseLocalFun(at);
        }

        if (Next.Kind == TextTokenKind.Atom && ParseAtom() is var name && TryTake("/") && Next.Kind == TextTokenKind.Integer && Next.Integer <= byte.MaxValue)
        {
            return new ErlExport(Atom.Get("erlang"), name, (int)Take().Integer); // As since OTP 27, where it is one of erlang's own.
        }

        Return(begin);
        try
        {
            return ParseFun();
        }
        catch (TermTextException)
        {
            throw new TermTextException(NoBody, at.Line, at.Column);
        }
    }

    /// <summary>A variable's value, what is matched with it, or what the fun returns that it is.</summary>
    private Term ParseVariable()
    {
        TextToken token = Take();
        if (TryTake("="))
        {
            Term value = ParseTerm();
            return _skipping > 0 || MatchVariable(token.Text, value) ? value : Fail(token, $"no match of {Shorten(value)} (badmatch)");
        }

        Term bound = _skipping > 0 ? Atom.Undefined
            : _bindings.TryGetValue(token.Text, out Term? known) ? known
            : throw new EvaluationException($"the variable {token.Text} is unbound (unbound_var)", token.Line, token.Column);
        if (!TryTake("("))
        {
            return bound;
        }

        Term[] arguments = ParseArguments();
        return Compute(token, () => CallFun(bound, arguments));
    }

    /// <summary>Finds what tells at its end what it is: brackets of comprehensions, and of patterns that a value is matched with.</summary>
    private static (HashSet<(int Line, int Column)> Comprehensions, HashSet<(int Line, int Column)> Patterns) FindOpenings(string text)
    {
        (HashSet<(int, int)> comprehensions, HashSet<(int, int)> patterns) = (new HashSet<(int, int)>(), new HashSet<(int, int)>());
        var open = new Stack<TextToken>();
        TextToken? closed = null;
        var scanner = new TextScanner(text);
        for (TextToken token = scanner.Next(); token.Kind != TextTokenKind.End; token = scanner.Next())
        {
            TextToken? before = closed;
            closed = null;
            switch (token.Kind == TextTokenKind.Punctuation ? token.Text : "")
            {
                case "[" or "(" or "{" or "<<":
                    open.Push(token);
                    break;
                case "]" or ")" or "}" or ">>":
                    closed = open.TryPop(out TextToken opening) && opening.Text is "[" or "{" ? opening : null;
                    break;
                case "||" when open.TryPeek(out TextToken outer) && outer.Text == "[":
                    comprehensions.Add((outer.Line, outer.Column));
                    break;
                case "=" when before is { } pattern:
                    patterns.Add((pattern.Line, pattern.Column));
                    break;
            }
        }

        return (comprehensions, patterns);
    }

    private T Compute<T>(TextToken at, Func<T> compute)
        where T : class
    {
        try
        {
            return _skipping > 0 ? (Atom.Undefined as T)! : compute();
        }
        catch (ErlangErrorException e)
        {
            throw new EvaluationException(e.Message, at.Line, at.Column);
        }
    }

    private static bool Compute(TextToken at, Func<bool> compute)
    {
        try
        {
            return compute();
        }
        catch (ErlangErrorException e)
        {
            throw new EvaluationException(e.Message, at.Line, at.Column);
        }
    }
}
