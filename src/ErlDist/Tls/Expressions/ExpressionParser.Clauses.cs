using System.Globalization;
using ErlDist.Terms;
using ErlDist.Tls.Options;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// What has clauses: <c>case</c>, <c>if</c>, funs and list comprehensions. What is run more than once, or not at the place where it stands, is
/// read again from there with other bindings.
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly List<LocalFun> _funs = [];

    /// <summary>A fun with a body, as a term; <see cref="Checked"/> keeps it from being an option's value.</summary>
    private const string LocalModule = "-local fun-";

    private sealed record LocalFun(TextMark Begin, TextToken At, int Arity, string? Name, Dictionary<string, Term> Bindings);

    private Term ParseCase()
    {
        TextToken at = Take();
        Term value = ParseTerm();
        ExpectWord("of");
        Term? result = null;
        do
        {
            bool passedOver = _skipping > 0 || result is not null;
            Dictionary<string, Term> before = new(_bindings);
            bool taken = MatchPattern(passedOver ? null : value) & ParseGuard(passedOver) && !passedOver;
            Term body = ParseBody(taken);
            (result, _bindings) = taken ? (body, _bindings) : (result, before);
        }
        while (TryTake(";"));
        ExpectWord("end");
        return result ?? Fail(at, $"no clause matches {Shorten(value)} (case_clause)");
    }

    private Term ParseIf()
    {
        TextToken at = Take();
        Term? result = null;
        do
        {
            bool taken = IsGuardTrue(_skipping > 0 || result is not null);
            Term body = ParseBody(taken);
            result = taken ? body : result;
        }
        while (TryTake(";"));
        ExpectWord("end");
        return result ?? Fail(at, "no clause is true (if_clause)");
    }

    private ErlExport ParseLocalFun(TextToken at)
    {
        string? name = Next.Kind == TextTokenKind.Variable ? Take().Text : null;
        TextMark begin = Mark();
        int arity = 0;
        _skipping++;
        for (bool first = true; first || (TryTake(";") && (name is null || Take().Kind == TextTokenKind.Variable)); first = false)
        {
            int parameters = ParseParameters(null);
            if (!first && parameters != arity)
            {
                throw Error("clauses with as many parameters as the first expected");
            }

            arity = parameters;
            ParseGuard(passedOver: true);
            ParseBody(taken: false);
        }

        _skipping--;
        ExpectWord("end");
        _funs.Add(new LocalFun(begin, at, arity, name, new Dictionary<string, Term>(_bindings)));
        return new ErlExport(Atom.Get(LocalModule), Atom.Get($"{_funs.Count - 1}"), arity);
    }

    /// <summary>Calls a fun: one of this text, or a function that may be called here.</summary>
    internal Term CallFun(Term fun, Term[] arguments)
    {
        if (fun is not ErlExport export || export.Arity != arguments.Length)
        {
            throw new ErlangErrorException(fun is ErlExport ? "badarity" : "badfun");
        }

        if (export.Module.Name != LocalModule)
        {
            return ExpressionFunctions.Call(this, export.Module.Name, export.Function.Name, arguments);
        }

        LocalFun local = _funs[int.Parse(export.Function.Name, CultureInfo.InvariantCulture)];
        (TextMark back, Dictionary<string, Term> outside) = (Mark(), _bindings);
        Return(local.Begin);
        Enter();
        Term? result = null;
        do
        {
            _bindings = new Dictionary<string, Term>(local.Bindings);
            if (local.Name is { } name)
            {
                _bindings[name] = fun;
            }

            bool taken = ParseParameters(arguments) >= 0 & ParseGuard(passedOver: false);
            result = ParseBody(taken) is { } body && taken ? body : null;
        }
        while (result is null && TryTake(";") && (local.Name is null || Take().Kind == TextTokenKind.Variable));
        Leave();
        Return(back);
        _bindings = outside;
        return result ?? throw new ErlangErrorException("function_clause");
    }

    /// <summary>Reads a clause's parameters.</summary>
    /// <param name="arguments">What they are to match; null = nothing.</param>
    /// <returns>How many there are; -1 where they do not match.</returns>
    private int ParseParameters(Term[]? arguments)
    {
        Expect("(");
        int count = 0;
        bool matches = true;
        if (!TryTake(")"))
        {
            do
            {
                matches &= MatchPattern(matches ? arguments?[count] : null) || arguments is null;
                count++;
            }
            while (TryTake(","));
            Expect(")");
        }

        return matches ? count : -1;
    }

    /// <summary><c>[Expression || Qualifier, …]</c>.</summary>
    private ErlList ParseComprehension()
    {
        Take();
        TextMark head = Mark();
        _skipping++;
        ParseTerm();
        Expect("||");
        TextMark qualifiers = Mark();
        do
        {
            ParseTerm();
            if (TryTake("<-"))
            {
                ParseTerm();
            }
        }
        while (TryTake(","));
        _skipping--;
        Expect("]");
        if (_skipping > 0)
        {
            return ErlList.Empty;
        }

        (TextMark end, Dictionary<string, Term> outside) = (Mark(), _bindings);
        var results = new List<Term>();
        Return(qualifiers);
        RunQualifier(head, results);
        Return(end);
        _bindings = outside;
        return ErlList.Create([.. results]);
    }

    private void RunQualifier(TextMark head, List<Term> results)
    {
        Enter();
        TextToken at = Next;
        TextMark begin = Mark();
        _skipping++;
        ParseTerm();
        _skipping--;
        if (!TryTake("<-"))
        {
            Return(begin);
            if (ParseTerm() is Atom { Name: "true" })
            {
                GoOn();
            }
        }
        else
        {
            Term list = ParseTerm();
            TextMark behind = Mark();
            Dictionary<string, Term> outside = _bindings;
            foreach (Term item in Compute(at, () => ExpressionFunctions.List(list)))
            {
                _bindings = new Dictionary<string, Term>(outside);
                Return(begin);
                bool matches = MatchPattern(item);
                Return(behind);
                if (matches)
                {
                    GoOn();
                }
            }

            _bindings = outside;
        }

        Leave();

        void GoOn()
        {
            if (TryTake(","))
            {
                RunQualifier(head, results);
            }
            else
            {
                Return(head);
                results.Add(ParseTerm());
            }
        }
    }

    private Term ParseBody(bool taken)
    {
        Expect("->");
        _skipping += taken ? 0 : 1;
        Term body = ParseElements()[^1];
        _skipping -= taken ? 0 : 1;
        return body;
    }

    /// <summary>A guard, or none, which is true.</summary>
    private bool ParseGuard(bool passedOver)
    {
        if (Next is not { Kind: TextTokenKind.Reserved, Text: "when" })
        {
            return true;
        }

        Take();
        return IsGuardTrue(passedOver);
    }

    /// <summary>Alternatives between semicolons, each of tests between commas. A test that fails is false.</summary>
    private bool IsGuardTrue(bool passedOver)
    {
        bool isTrue = false;
        do
        {
            (TextMark begin, int skipping, Dictionary<string, Term> bindings) = (Mark(), _skipping, _bindings);
            try
            {
                _skipping += passedOver || isTrue ? 1 : 0;
                List<Term> tests = ParseElements();
                isTrue |= _skipping == 0 && tests.TrueForAll(test => test is Atom { Name: "true" });
                _skipping = skipping;
            }
            catch (EvaluationException)
            {
                Return(begin);
                (_skipping, _bindings) = (skipping + 1, bindings);
                ParseElements();
                _skipping = skipping;
            }
        }
        while (TryTake(";"));
        return isTrue;
    }

    private void ExpectWord(string word)
    {
        if (Next.Kind != TextTokenKind.Reserved || Next.Text != word)
        {
            throw Unexpected($"'{word}'");
        }

        Take();
    }

    /// <summary>What is passed over has no value; what is not, fails.</summary>
    private Atom Fail(TextToken at, string reason) =>
        _skipping > 0 ? Atom.Undefined : throw new EvaluationException(reason, at.Line, at.Column);

    private static string Shorten(Term term) => OptionValue.Shorten(term);
}
