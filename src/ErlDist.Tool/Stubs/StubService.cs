namespace ErlDist.Tool.Stubs;

/// <summary>A service, or a module of functions, as the other side calls it.</summary>
/// <param name="Name">The .NET type's name without the I of interfaces.</param>
/// <param name="Module">The module of its functions; null for a service.</param>
/// <param name="Doc">What its comment says.</param>
/// <param name="Methods">What can be called.</param>
/// <param name="Types">The declared types that it uses, by their name in specs.</param>
internal sealed record StubService(
    string Name, string? Module, string Doc, IReadOnlyList<StubMethod> Methods, IReadOnlyDictionary<string, Spec> Types)
{
    public string ErlangModule => Names.Snake(Name) + "_client";

    public string ElixirModule => Name + "Client";
}

/// <summary>A method.</summary>
internal sealed record StubMethod(
    string Name, bool IsCast, bool IsStream, IReadOnlyList<StubParameter> Parameters, Spec Reply, string Timeout, string Doc);

/// <summary>A parameter.</summary>
internal sealed record StubParameter(string Name, bool IsOptional, Spec Type);

/// <summary>A type as Erlang and Elixir both have it, without their ways of writing it.</summary>
internal abstract record Spec
{
    public sealed record Basic(string Erlang, string Elixir) : Spec;

    public sealed record Atom(string Name) : Spec;

    public sealed record List(Spec Element) : Spec;

    public sealed record Tuple(IReadOnlyList<Spec> Elements) : Spec;

    public sealed record Fields(IReadOnlyList<(string Key, bool IsText, bool IsOptional, Spec Type)> Pairs) : Spec;

    public sealed record Map(Spec Key, Spec Value) : Spec;

    public sealed record Union(IReadOnlyList<Spec> Cases) : Spec;

    public sealed record Named(string Name) : Spec;
}

/// <summary>Names as the generator makes them.</summary>
internal static class Names
{
    /// <summary>FirstName → first_name, HTTPPort → http_port; a copy of the generator's rule, which its own assembly keeps.</summary>
    public static string Snake(string name)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(begins && name[i - 1] != '_' ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
