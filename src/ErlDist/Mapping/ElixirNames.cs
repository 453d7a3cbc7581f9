namespace ErlDist.Mapping;

/// <summary>Atoms of Elixir's own structs.</summary>
internal static class ElixirNames
{
    private const string Prefix = "Elixir.";

    public static readonly Atom Struct = Atom.Get("__struct__");
    public static readonly Atom Iso = Atom.Get("Elixir.Calendar.ISO");

    public static string ModuleOf(Atom name) => name.Name.StartsWith(Prefix, StringComparison.Ordinal) ? name.Name[Prefix.Length..] : name.Name;
}
