using System.Numerics;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// The functions that an option file may call: what names a file or a variable of the environment, takes terms apart or puts them
/// together, and what ssl and public_key offer to make options. None changes anything.
/// </summary>
internal static partial class ExpressionFunctions
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
            Text(a[0]), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out BigInteger number)
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
        [("erlang", "node", 0)] = _ => Atom.Get("nonode@nohost"), // Options are read before a node has its name.
        [("erlang", "is_atom", 1)] = a => a[0] is Atom,
        [("erlang", "is_boolean", 1)] = a => a[0] is Atom { Name: "true" or "false" },
        [("erlang", "is_binary", 1)] = a => a[0] is ErlBinary,
        [("erlang", "is_integer", 1)] = a => a[0] is ErlInteger or ErlBigInteger,
        [("erlang", "is_float", 1)] = a => a[0] is ErlFloat,
        [("erlang", "is_number", 1)] = a => a[0] is ErlInteger or ErlBigInteger or ErlFloat,
        [("erlang", "is_list", 1)] = a => a[0] is ErlList or ErlImproperList,
        [("erlang", "is_tuple", 1)] = a => a[0] is ErlTuple,
        [("erlang", "is_map", 1)] = a => a[0] is ErlMap,
        [("erlang", "is_map_key", 2)] = a => Map(a[1]).TryGetValue(a[0], out _),
        [("erlang", "map_get", 2)] = a => Map(a[1]).TryGetValue(a[0], out Term? value) ? value : throw new ErlangErrorException("badkey"),
        [("erlang", "map_size", 1)] = a => Map(a[0]).Count,
        [("erlang", "tuple_size", 1)] = a => a[0] is ErlTuple tuple ? tuple.Count : throw BadArgument(),
        [("erlang", "byte_size", 1)] = a => a[0] is ErlBinary binary ? binary.Bytes.Length : throw BadArgument(),
        [("erlang", "tuple_to_list", 1)] = a => a[0] is ErlTuple tuple ? ErlList.Create([.. tuple]) : throw BadArgument(),
        [("erlang", "list_to_tuple", 1)] = a => new ErlTuple([.. List(a[0])]),
        [("erlang", "max", 2)] = a => a[0] >= a[1] ? a[0] : a[1],
        [("erlang", "min", 2)] = a => a[0] <= a[1] ? a[0] : a[1],
        [("os", "type", 0)] = _ => OperatingSystem.IsWindows() ? Term.Tuple(Atom.Get("win32"), Atom.Get("nt"))
            : Term.Tuple(Atom.Get("unix"), Atom.Get(OperatingSystem.IsMacOS() ? "darwin" : "linux")),
        [("filelib", "is_file", 1)] = a => File.Exists(FileNames.Text(a[0])) || Directory.Exists(FileNames.Text(a[0])),
        [("filelib", "is_regular", 1)] = a => File.Exists(FileNames.Text(a[0])),
        [("filelib", "is_dir", 1)] = a => Directory.Exists(FileNames.Text(a[0])),
    };

    private static ErlMap Map(Term term) => term as ErlMap ?? throw new ErlangErrorException("badmap");

    /// <summary>Calls a function.</summary>
    /// <exception cref="ErlangErrorException">There is no such function here, or it fails.</exception>
    public static Term Call(ExpressionParser caller, string module, string name, Term[] arguments)
    {
        (string, string, int) key = (module, name, arguments.Length);
        try
        {
            return s_functions.TryGetValue(key, out Func<Term[], Term>? function) ? function(arguments)
                : s_withFuns.TryGetValue(key, out Func<ExpressionParser, Term[], Term>? withFuns) ? withFuns(caller, arguments)
                : throw new ErlangErrorException($"it can't be called here (undef); docs/tls.md has what can");
        }
        catch (ErlangErrorException e)
        {
            throw new ErlangErrorException($"{module}:{name}/{arguments.Length} fails: {e.Message}");
        }
    }

    /// <summary>All functions, as <c>module:name/arity</c>.</summary>
    internal static IEnumerable<string> Names => s_functions.Keys.Concat(s_withFuns.Keys).Select(k => $"{k.Module}:{k.Name}/{k.Arity}");

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
