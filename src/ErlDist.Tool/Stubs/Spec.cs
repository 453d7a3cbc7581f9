namespace ErlDist.Tool.Stubs;

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
