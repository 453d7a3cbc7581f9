using ErlDist.Terms;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// The functions that an option file may call: what names a file or a variable of the environment, takes terms apart or puts them
/// together, and what ssl and public_key offer to make options. None changes anything.
/// </summary>
internal static class ExpressionFunctions
{
    /// <summary>The value of <c>public_key:pkix_verify_hostname_match_fun(https)</c>.</summary>
    public static ErlExport HttpsMatch { get; } = new(Atom.Get("public_key"), Atom.Get("pkix_verify_hostname_match_fun(https)"), 2);

    private static readonly Dictionary<(string Module, string Name, int Arity), Func<Term[], Term>> s_functions = new()
    {
        [("filename", "join", 1)] = a => FileNames.Join([.. List(a[0])]),
        [("filename", "join", 2)] = FileNames.Join,
        [("filename", "absname", 1)] = a => FileNames.Absolute(a[0], Directory.GetCurrentDirectory()),
        [("filename", "absname", 2)] = a => FileNames.Join([a[1], a[0]]),
        [("filename", "dirname", 1)] = a => FileNames.Directory(a[0]),
        [("filename", "basename", 1)] = a => FileNames.Base(a[0]),
        [("os", "getenv", 1)] = a => Environment.GetEnvironmentVariable(Text(a[0])) is { } value ? Term.CharList(value) : Atom.False,
        [("os", "getenv", 2)] = a => Environment.GetEnvironmentVariable(Text(a[0])) is { } value ? Term.CharList(value) : a[1],
        [("public_key", "pkix_verify_hostname_match_fun", 1)] = a => a[0] is Atom { Name: "https" } ? HttpsMatch : throw BadArgument(),
        [("public_key", "cacerts_get", 0)] = _ => MachineCertificates.Get(),
        [("ssl", "cipher_suites", 2)] = a => CipherSuites.List(a[0], a[1]),
        [("ssl", "cipher_suites", 3)] = a => CipherSuites.List(a[0], a[1], a[2]),
        [("erlang", "atom_to_list", 1)] = a => Term.CharList((a[0] as Atom ?? throw BadArgument()).Name),
        [("erlang", "list_to_atom", 1)] = a => MakeAtom(Text(a[0])),
        [("erlang", "atom_to_binary", 1)] = a => new ErlBinary((a[0] as Atom ?? throw BadArgument()).Name),
        [("erlang", "binary_to_atom", 1)] = a => MakeAtom(BinaryText(a[0])),
        [("erlang", "integer_to_list", 1)] = a => a[0] is ErlInteger or ErlBigInteger ? Term.CharList(a[0].ToString()) : throw BadArgument(),
        [("erlang", "list_to_integer", 1)] = a => System.Numerics.BigInteger.TryParse(
            Text(a[0]), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? Term.Integer(number)
            : throw BadArgument(),
        [("erlang", "list_to_binary", 1)] = a => new ErlBinary(System.Text.Encoding.Latin1.GetBytes(Text(a[0]))),
        [("erlang", "binary_to_list", 1)] = a => Term.CharList(
            System.Text.Encoding.Latin1.GetString((a[0] as ErlBinary ?? throw BadArgument()).Bytes.Span)),
        [("unicode", "characters_to_binary", 1)] = a => new ErlBinary(Text(a[0])),
        [("unicode", "characters_to_list", 1)] = a => Term.CharList(a[0] is ErlBinary ? BinaryText(a[0]) : Text(a[0])),
        [("erlang", "length", 1)] = a => List(a[0]).Count,
        [("erlang", "hd", 1)] = a => List(a[0]) is { Count: > 0 } list ? list[0] : throw BadArgument(),
        [("erlang", "tl", 1)] = a => List(a[0]) is { Count: > 0 } list ? list.Slice(1, list.Count - 1) : throw BadArgument(),
        [("erlang", "element", 2)] = a => a[0] is ErlInteger { Value: var n } && a[1] is ErlTuple tuple && n >= 1 && n <= tuple.Count
            ? tuple[(int)n - 1]
            : throw BadArgument(),
        [("lists", "append", 1)] = a => ErlList.Create([.. List(a[0]).SelectMany(l => List(l))]),
        [("lists", "append", 2)] = a => Term.ImproperList([.. List(a[0])], a[1]),
        [("lists", "reverse", 1)] = a => ErlList.Create([.. List(a[0]).Reverse()]),
        [("lists", "flatten", 1)] = a => ErlList.Create([.. FileNames.Flatten(a[0])]),
        [("lists", "concat", 1)] = a => ErlList.Create([.. List(a[0]).SelectMany(Concatenated)]),
        [("string", "concat", 2)] = a => Term.ImproperList([.. List(a[0])], a[1]),
    };

    /// <summary>Calls a function.</summary>
    /// <exception cref="ErlangErrorException">There is no such function here, or it fails.</exception>
    public static Term Call(string module, string name, Term[] arguments)
    {
        if (s_functions.TryGetValue((module, name, arguments.Length), out Func<Term[], Term>? function))
        {
            try
            {
                return function(arguments);
            }
            catch (ErlangErrorException e)
            {
                throw new ErlangErrorException($"{module}:{name}/{arguments.Length} fails: {e.Message}");
            }
        }

        throw new ErlangErrorException(
            $"{module}:{name}/{arguments.Length} can't be called here (undef); what can is "
            + string.Join(", ", s_functions.Keys.GroupBy(k => k.Module, (m, keys) => $"{m}:{string.Join('|', keys.Select(k => $"{k.Name}/{k.Arity}"))}")));
    }

    internal static ErlangErrorException BadArgument() => new("badarg");

    internal static ErlList List(Term term) => term as ErlList ?? throw BadArgument();

    /// <summary>The text of a list of characters.</summary>
    internal static string Text(Term term) => List(term).TryGetString(out string? text) ? text : throw BadArgument();

    private static string BinaryText(Term term) => term is ErlBinary binary && binary.TryGetString(out string? text) ? text : throw BadArgument();

    private static Atom MakeAtom(string name)
    {
        try
        {
            return Atom.Get(name);
        }
        catch (ArgumentException)
        {
            throw new ErlangErrorException("system_limit");
        }
    }

    private static ErlList Concatenated(Term term) => term switch
    {
        Atom atom => Term.CharList(atom.Name),
        ErlInteger or ErlBigInteger => Term.CharList(term.ToString()),
        _ => List(term),
    };
}
