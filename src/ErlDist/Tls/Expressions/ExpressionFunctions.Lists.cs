using ErlDist.Tls.Options;

namespace ErlDist.Tls.Expressions;

/// <summary>Functions of lists and of cipher suites, with those that take funs.</summary>
internal static partial class ExpressionFunctions
{
    private static readonly Dictionary<(string Module, string Name, int Arity), Func<ExpressionParser, Term[], Term>> s_withFuns = new()
    {
        [("lists", "map", 2)] = (c, a) => ErlList.Create([.. List(a[1]).Select(e => c.CallFun(a[0], [e]))]),
        [("lists", "filter", 2)] = (c, a) => ErlList.Create([.. List(a[1]).Where(e => IsTrue(c, a[0], e))]),
        [("lists", "any", 2)] = (c, a) => List(a[1]).Any(e => IsTrue(c, a[0], e)),
        [("lists", "all", 2)] = (c, a) => List(a[1]).All(e => IsTrue(c, a[0], e)),
        [("lists", "foldl", 3)] = (c, a) => List(a[2]).Aggregate(a[1], (sum, e) => c.CallFun(a[0], [e, sum])),
        [("lists", "foldr", 3)] = (c, a) => List(a[2]).Reverse().Aggregate(a[1], (sum, e) => c.CallFun(a[0], [e, sum])),
        [("lists", "flatmap", 2)] = (c, a) => ErlList.Create([.. List(a[1]).SelectMany(e => List(c.CallFun(a[0], [e])))]),
        [("lists", "append", 1)] = (_, a) => ErlList.Create([.. List(a[0]).SelectMany(l => List(l))]),
        [("lists", "append", 2)] = (_, a) => Term.ImproperList([.. List(a[0])], a[1]),
        [("lists", "reverse", 1)] = (_, a) => ErlList.Create([.. List(a[0]).Reverse()]),
        [("lists", "flatten", 1)] = (_, a) => ErlList.Create([.. FileNames.Flatten(a[0])]),
        [("lists", "concat", 1)] = (_, a) => ErlList.Create([.. List(a[0]).SelectMany(Concatenated)]),
        [("lists", "member", 2)] = (_, a) => List(a[1]).Contains(a[0]),
        [("lists", "delete", 2)] = (_, a) => Operators.Apply("--", a[1], Term.List(a[0])),
        [("lists", "subtract", 2)] = (_, a) => Operators.Apply("--", a[0], a[1]),
        [("lists", "sort", 1)] = (_, a) => ErlList.Create([.. List(a[0]).Order()]),
        [("lists", "usort", 1)] = (_, a) => ErlList.Create([.. List(a[0]).Order().Aggregate(
            new List<Term>(), (all, e) => [.. all, .. all.Count > 0 && all[^1].EqualsLoosely(e) ? Array.Empty<Term>() : [e]])]),
        [("lists", "nth", 2)] = (_, a) => a[0] is ErlInteger { Value: var n } && n >= 1 && n <= List(a[1]).Count ? List(a[1])[(int)n - 1] : throw FunctionClause(),
        [("lists", "last", 1)] = (_, a) => List(a[0]) is { Count: > 0 } list ? list[^1] : throw FunctionClause(),
        [("lists", "seq", 2)] = (_, a) => Sequence(a[0], a[1]),
        [("lists", "sublist", 2)] = (_, a) => a[1] is ErlInteger { Value: >= 0 and var n } ? List(a[0]).Slice(0, (int)Math.Min(n, List(a[0]).Count)) : throw FunctionClause(),
        [("lists", "keyfind", 3)] = (_, a) => Find(a[0], a[1], a[2]) ?? (Term)Atom.False,
        [("lists", "keymember", 3)] = (_, a) => Find(a[0], a[1], a[2]) is not null,
        [("lists", "keydelete", 3)] = (_, a) => Find(a[0], a[1], a[2]) is { } found ? Operators.Apply("--", a[2], Term.List(found)) : a[2],
        [("proplists", "get_value", 2)] = (_, a) => Property(a[0], a[1]) ?? Atom.Undefined,
        [("proplists", "get_value", 3)] = (_, a) => Property(a[0], a[1]) ?? a[2],
        [("maps", "get", 2)] = (_, a) => Map(a[1]).TryGetValue(a[0], out Term? value) ? value : throw new ErlangErrorException("badkey"),
        [("maps", "get", 3)] = (_, a) => Map(a[1]).TryGetValue(a[0], out Term? value) ? value : a[2],
        [("maps", "is_key", 2)] = (_, a) => Map(a[1]).TryGetValue(a[0], out Term? _),
        [("string", "concat", 2)] = (_, a) => Term.ImproperList([.. List(a[0])], a[1]),
        [("string", "trim", 1)] = (_, a) => OfText(a[0], text => text.Trim()),
        [("string", "lowercase", 1)] = (_, a) => OfText(a[0], text => text.ToLowerInvariant()),
        [("string", "uppercase", 1)] = (_, a) => OfText(a[0], text => text.ToUpperInvariant()),
        [("string", "tokens", 2)] = (_, a) => ErlList.Create(
            [.. Text(a[0]).Split(Text(a[1]).ToCharArray(), StringSplitOptions.RemoveEmptyEntries).Select(part => (Term)Term.CharList(part))]),
        [("ssl", "filter_cipher_suites", 2)] = (c, a) => Filtered(c, a[0], a[1]),
        [("ssl", "prepend_cipher_suites", 2)] = (c, a) => Preferred(c, a[0], a[1]) is var first
            ? Operators.Apply("++", first, Operators.Apply("--", a[1], first))
            : throw BadArgument(),
        [("ssl", "append_cipher_suites", 2)] = (c, a) => Preferred(c, a[0], a[1]) is var last
            ? Operators.Apply("++", Operators.Apply("--", a[1], last), last)
            : throw BadArgument(),
        [("ssl", "str_to_suite", 1)] = (_, a) => CipherNames.ToMap(CipherNames.Find(Text(a[0])) ?? throw BadArgument()),
        [("ssl", "suite_to_str", 1)] = (_, a) => Term.CharList((CipherNames.Find(a[0]) ?? throw FunctionClause()).ToString()),
        [("ssl", "suite_to_openssl_str", 1)] = (_, a) => Term.CharList(CipherNames.OpenSsl(CipherNames.Find(a[0]) ?? throw FunctionClause())),
    };

    private static readonly string[] s_parts = ["key_exchange", "cipher", "mac", "prf"];

    private static ErlangErrorException FunctionClause() => new("function_clause");

    private static bool IsTrue(ExpressionParser caller, Term fun, Term element) => Operators.Boolean(caller.CallFun(fun, [element]));

    /// <summary>The suites that all filters take, <c>[{key_exchange, Fun}, …]</c>; the suites of TLS 1.3 have <c>any</c> key exchange.</summary>
    private static ErlList Filtered(ExpressionParser caller, Term suites, Term filters)
    {
        List<(Term Part, Term Fun)> checks = [.. List(filters).Select(f => f is ErlTuple and [Atom part, var fun] && s_parts.Contains(part.Name)
            ? (part, fun)
            : throw BadArgument())];
        return ErlList.Create([.. List(suites).Where(suite =>
        {
            Term map = suite is ErlMap ? suite : CipherNames.ToMap(CipherNames.Find(suite) ?? throw FunctionClause());
            return checks.TrueForAll(check => IsTrue(caller, check.Fun, ((ErlMap)map)[check.Part]));
        })]);
    }

    /// <summary>Suites as they are given, or those of all that filters take.</summary>
    private static ErlList Preferred(ExpressionParser caller, Term given, Term all) =>
        given is ErlList and [ErlTuple { Count: 2 }, ..] ? Filtered(caller, all, given) : List(given);

    private static ErlTuple? Find(Term key, Term position, Term list) => position is ErlInteger { Value: >= 1 and var n }
        ? List(list).OfType<ErlTuple>().FirstOrDefault(tuple => tuple.Count >= n && tuple[(int)n - 1].EqualsLoosely(key))
        : throw BadArgument();

    /// <summary>An atom alone is a property that is true.</summary>
    private static Term? Property(Term key, Term list) => List(list).Select(entry => entry switch
    {
        ErlTuple { Count: >= 2 } tuple when tuple[0].Equals(key) => tuple.Count == 2 ? tuple[1] : Atom.Undefined,
        Atom when entry.Equals(key) => Atom.True,
        _ => null,
    }).FirstOrDefault(value => value is not null);

    private static ErlList Sequence(Term from, Term to)
    {
        const int most = 100_000;
        return from is ErlInteger { Value: var first } && to is ErlInteger { Value: var last } && last >= first - 1 && last - first < most
            ? ErlList.Create([.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (Term)(first + i))])
            : throw FunctionClause();
    }

    private static Term OfText(Term term, Func<string, string> change) =>
        term is ErlBinary ? new ErlBinary(change(BinaryText(term))) : Term.CharList(change(Text(term)));
}
