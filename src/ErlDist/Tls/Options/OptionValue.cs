namespace ErlDist.Tls.Options;

/// <summary>An option's value with what its reader needs: the place it comes from for messages, the functions, the warnings.</summary>
internal readonly record struct OptionValue(OptionOrigin Origin, Term Term, RoleOptionReader Context)
{
    private const int LongestShown = 80;

    public string Name => Origin.Option;

    /// <summary>A file name or the like: a string or a binary that is not empty.</summary>
    public string Text() => TextOrEmpty() is { Length: > 0 } text ? text : throw Wrong("a string that isn't empty");

    /// <summary>A string or a binary.</summary>
    public string TextOrEmpty() => Term switch
    {
        ErlList list when list.TryGetString(out string? text) => text,
        ErlBinary binary when binary.TryGetString(out string? text) => text,
        _ => throw Wrong("a string"),
    };

    public bool Flag() => Term switch
    {
        Atom { Name: "true" } => true,
        Atom { Name: "false" } => false,
        _ => throw Wrong("true or false"),
    };

    public int Number(int min, int max) => Term is ErlInteger { Value: var n } && n >= min && n <= max
        ? (int)n
        : throw Wrong($"a whole number from {min} to {max}");

    /// <summary>The elements, each as a value of this option.</summary>
    public IEnumerable<OptionValue> Elements(string expected) =>
        (Term as ErlList ?? throw Wrong(expected)).Select(With).ToArray();

    /// <summary>A part of the value, under the option's name.</summary>
    public OptionValue With(Term term) => this with { Term = term };

    /// <summary>The .NET function that <c>fun Module:Function/Arity</c> names.</summary>
    public T Function<T>(params ReadOnlySpan<int> arities)
        where T : Delegate
    {
        string expected = "fun Module:Function/" + string.Join(" or /", arities.ToArray());
        return Term is ErlExport fun && arities.Contains(fun.Arity) ? Function<T>(fun.Module.Name, fun.Function.Name) : throw Wrong(expected);
    }

    /// <summary>A .NET function by its name.</summary>
    public T Function<T>(string module, string name)
        where T : Delegate => Context.Functions.Find<T>(module, name)
        ?? throw Wrong($"a function that exists here: register a .NET function for it as {module}:{name} (TlsFunctions.Add)");

    public TlsOptionException Wrong(string expected) => new($"{Origin} is {Shown()}; it must be {expected}.") { Option = Name };

    public void Warn(string what) => Context.Warn($"{Origin} {what}.");

    public static string Shorten(Term term)
    {
        string text = term.ToString();
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }

    // What may hold a secret is never shown.
    private string Shown() => Name is "password" or "key" or "certs_keys" or "sni_hosts" or "psk_identity" or "srp_identity" or "stateless_tickets_seed"
        ? "of the wrong kind"
        : Shorten(Term);
}
