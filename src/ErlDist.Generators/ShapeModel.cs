using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>The Erlang shape that an attribute declares.</summary>
internal enum Shape
{
    Tuple,
    Map,
    Enum,
}

/// <summary>One property of a declared type, or one member of a declared enum.</summary>
internal sealed class Member(string name, string key, ITypeSymbol? type)
{
    public string Name { get; } = name;

    public string Key { get; } = key;

    public ITypeSymbol? Type { get; } = type;
}

/// <summary>A declared type as its attribute and its members tell. Lives only while its source is made.</summary>
internal sealed class ShapeModel
{
    public const string MappingNamespace = "ErlDist.Mapping";
    private const string Namespace = MappingNamespace + ".";

    private ShapeModel(INamedTypeSymbol type) => Type = type;

    public static IReadOnlyList<string> Attributes { get; } =
    [
        Namespace + "ErlTupleAttribute", Namespace + "ErlRecordAttribute", Namespace + "ErlMapAttribute",
        Namespace + "ElixirStructAttribute", Namespace + "ErlAtomAttribute",
    ];

    public INamedTypeSymbol Type { get; }

    public Shape Shape { get; private set; }

    public string? Tag { get; private set; }

    public string? StructName { get; private set; }

    public bool StringKeys { get; private set; }

    public string NullAtom { get; private set; } = "undefined";

    public List<Member> Members { get; } = [];

    public static ShapeModel From(INamedTypeSymbol type, AttributeData attribute)
    {
        var model = new ShapeModel(type);
        string name = attribute.AttributeClass!.Name;
        string? argument = attribute.ConstructorArguments.FirstOrDefault().Value as string;
        model.Shape = name switch { "ErlAtomAttribute" => Shape.Enum, "ErlTupleAttribute" or "ErlRecordAttribute" => Shape.Tuple, _ => Shape.Map };
        model.Tag = model.Shape == Shape.Tuple ? argument ?? "" : null;
        bool isElixir = name == "ElixirStructAttribute";
        model.StructName = isElixir ? "Elixir." + argument : null;
        model.NullAtom = isElixir ? "nil" : "undefined";
        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Key == "StringKeys")
            {
                model.StringKeys = named.Value.Value is true;
            }
            else if (named.Key == "NullAs")
            {
                model.NullAtom = named.Value.Value is 1 ? "nil" : "undefined";
            }
        }

        if (model.Shape == Shape.Enum)
        {
            model.Members.AddRange(type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)
                .Select(f => new Member(f.Name, NameFrom(f, "ErlAtomNameAttribute") ?? SnakeCase(f.Name), null)));
        }
        else
        {
            model.Members.AddRange(type.GetMembers().OfType<IPropertySymbol>()
                .Where(p => !p.IsStatic && !p.IsIndexer && p.DeclaredAccessibility == Accessibility.Public && p.GetMethod is not null)
                .Select(p => new Member(p.Name, NameFrom(p, "ErlKeyAttribute") ?? KeyOfParameter(type, p) ?? SnakeCase(p.Name), p.Type)));
        }

        return model;
    }

    public static bool IsDeclared(ITypeSymbol type) =>
        type.GetAttributes().Any(a => a.AttributeClass is { } c && Attributes.Contains(c.ToDisplayString()));

    /// <summary>The constructor that takes all members by name, if there is one.</summary>
    public IMethodSymbol? Constructor() => Type.InstanceConstructors.FirstOrDefault(
        c => c.Parameters.Length == Members.Count && c.Parameters.Length > 0
            && c.Parameters.All(p => Members.Any(m => Same(m.Name, p.Name) && SymbolEqualityComparer.Default.Equals(m.Type, p.Type))));

    public static bool Same(string left, string right) => string.Equals(left, right, System.StringComparison.OrdinalIgnoreCase);

    private static string? KeyOfParameter(INamedTypeSymbol type, IPropertySymbol property) => type.InstanceConstructors
        .SelectMany(c => c.Parameters).Where(p => p.Name == property.Name).Select(p => NameFrom(p, "ErlKeyAttribute")).FirstOrDefault(n => n is not null);

    private static string? NameFrom(ISymbol symbol, string attribute) => symbol.GetAttributes()
        .FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == Namespace + attribute)?.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>FirstName → first_name, HTTPPort → http_port.</summary>
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(begins && name[i - 1] != '_' ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
