namespace ErlDist.Tls.Expressions;

/// <summary>
/// OTP's module filename, for strings (lists, also of lists and atoms) and binaries; a result is a binary where an argument is one.
/// </summary>
internal static class FileNames
{
    public static Term Join(Term[] names)
    {
        if (names.Length == 0)
        {
            throw ExpressionFunctions.BadArgument();
        }

        string joined = "";
        foreach (string name in names.Select(Text))
        {
            joined = joined.Length == 0 || name.StartsWith('/') ? name : $"{joined}/{name}";
        }

        return Result(Clean(joined), names);
    }

    public static Term Absolute(Term name, string directory) => Join([Term.CharList(directory), name]) is var path && name is ErlBinary
        ? new ErlBinary(Text(path))
        : path;

    public static Term Directory(Term name)
    {
        string text = Text(name);
        int slash = text.LastIndexOf('/');
        return Result(slash < 0 ? "." : slash == 0 ? "/" : text[..slash].TrimEnd('/') is { Length: > 0 } directory ? directory : "/", [name]);
    }

    public static Term Base(Term name)
    {
        string text = Text(name).TrimEnd('/');
        return Result(text[(text.LastIndexOf('/') + 1)..], [name]);
    }

    /// <summary>The elements of a list and of the lists in it, at any depth.</summary>
    public static IEnumerable<Term> Flatten(Term list)
    {
        var rest = new Stack<Term>();
        rest.Push(ExpressionFunctions.List(list));
        while (rest.TryPop(out Term? term))
        {
            if (term is not ErlList inner)
            {
                yield return term;
                continue;
            }

            for (int i = inner.Count - 1; i >= 0; i--)
            {
                rest.Push(inner[i]);
            }
        }
    }

    /// <summary>The name as text.</summary>
    internal static string Text(Term name) => name switch
    {
        Atom atom => atom.Name,
        ErlBinary binary when binary.TryGetString(out string? text) => text,
        ErlList list => string.Concat(Flatten(list).Select(c => c is Atom atom ? atom.Name : ExpressionFunctions.Text(Term.List(c)))),
        _ => throw ExpressionFunctions.BadArgument(),
    };

    private static Term Result(string text, Term[] names) => names.Any(n => n is ErlBinary) ? new ErlBinary(text) : Term.CharList(text);

    /// <summary>Slashes side by side are one, and none stands at the end.</summary>
    private static string Clean(string path)
    {
        string clean = string.Join('/', path.Split('/').Where((part, i) => part.Length > 0 || i == 0));
        return clean.Length == 0 && path.StartsWith('/') ? "/" : clean;
    }
}
