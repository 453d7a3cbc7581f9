using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>An option's value, with the place it comes from for messages.</summary>
internal readonly record struct OptionValue(string Name, Term Term, string Role, string Source)
{
    private const int LongestShown = 80;

    /// <summary>A file name or the like: a string or a binary.</summary>
    public string Text() => Term switch
    {
        ErlList list when list.TryGetString(out string? text) && text.Length > 0 => text,
        ErlBinary binary when binary.TryGetString(out string? text) && text.Length > 0 => text,
        _ => throw Wrong("a string that isn't empty"),
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

    public TlsOptionException Wrong(string expected) =>
        new($"{Source}: the option {Name} of the {Role} is {Shown()}; it must be {expected}.") { Option = Name };

    public static string Shorten(Term term)
    {
        string text = term.ToString();
        return text.Length <= LongestShown ? text : text[..LongestShown] + "…";
    }

    private string Shown() => Name is "password" or "key" ? "of the wrong kind" : Shorten(Term);
}
