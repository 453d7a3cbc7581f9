using ErlDist.Terms;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// Reads Erlang text as <c>erl_parse:parse_exprs/1</c> and <c>erl_eval:expr/2</c> do, as far as an option file needs it: terms,
/// operators, parentheses, and calls of the functions in <see cref="ExpressionFunctions"/>. There are no variables and no funs with
/// bodies, so each part has its value as soon as it is read.
/// </summary>
internal sealed class ExpressionParser(string text) : TextParser(text)
{
    private const string UnaryMinus = "-";

    // Above zero while what is read is not computed: the right of an andalso or orelse that the left has decided.
    private int _skipping;

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

        return parser.AtEnd ? value : throw parser.Unexpected("the end, since one expression is all");
    }

    /// <summary>No options stand so deep, and unwinding a deeper stack takes seconds.</summary>
    private protected override int MaxDepth => 1000;

    internal override Term ParseTerm() => ParseOperation(Operators.Loosest);

    /// <summary>In a binary, <c>/</c> and <c>:</c> belong to the segment; operators need parentheses there, as in Erlang.</summary>
    private protected override Term ParseSegmentValue() => Next.Kind == TextTokenKind.Atom ? ParsePlainTerm() : ParseOperand();

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
            TextTokenKind.Reserved when token.Text == "fun" => ParseExternalFun(),
            TextTokenKind.Variable => throw Variable(),
            TextTokenKind.Atom => ParseAtomOrCall(),
            _ => ParsePlainTerm(),
        };
        Leave();
        return value;
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
        Atom module = Atom.Get("erlang");
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

        Term[] arguments = [];
        if (!TryTake(")"))
        {
            arguments = [.. ParseElements()];
            Expect(")");
        }

        return Compute(token, () => ExpressionFunctions.Call(module.Name, name.Name, arguments));
    }

    private ErlExport ParseExternalFun()
    {
        TextToken start = Next;
        try
        {
            return ParseFun();
        }
        catch (TermTextException)
        {
            throw new TermTextException(
                "only fun Module:Function/Arity can stand here; a fun with a body can't be run by .NET: register a function by name"
                + " (TlsFunctions.Add) and write fun Module:Function/Arity with that name",
                start.Line,
                start.Column);
        }
    }

    private EvaluationException Variable()
    {
        TextToken token = Take();
        return new EvaluationException(
            Next.Kind == TextTokenKind.Punctuation && Next.Text == "="
                ? $"the variable {token.Text} is bound, and an option file must leave no bindings (bad_ssl_dist_optfile, bindings)"
                : $"the variable {token.Text} is unbound (unbound_var)",
            token.Line,
            token.Column);
    }

    private T Compute<T>(TextToken at, Func<T> compute)
        where T : class
    {
        try
        {
            return _skipping > 0 ? (Term.Atom("undefined") as T)! : compute();
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

/// <summary>An expression that is written well and can't be computed.</summary>
internal sealed class EvaluationException(string reason, int line, int column) : Exception(reason)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}

/// <summary>What a function or operator ends with, by the name that Erlang has for it, such as <c>badarith</c>.</summary>
internal sealed class ErlangErrorException(string reason) : Exception(reason);
