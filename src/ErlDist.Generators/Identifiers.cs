using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ErlDist.Generators;

/// <summary>Names in generated code and in Erlang.</summary>
internal static class Identifiers
{
    private static readonly SymbolDisplayFormat s_format = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>A type as generated code names it.</summary>
    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(s_format);

    /// <summary>A type's name with its namespace and the types around it: <c>Shop.Orders+Line</c>.</summary>
    public static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.MetadataName}"
        : type.MetadataName;

    /// <summary>An identifier that no other type gets: <c>A+B</c> and <c>A_B</c> differ.</summary>
    public static string For(INamedTypeSymbol type)
    {
        var text = new StringBuilder();
        foreach (char c in MetadataName(type))
        {
            text.Append(c switch { '_' => "__", '.' => "_", '+' => "_0", '`' => "_1", _ => c.ToString() });
        }

        return text.ToString();
    }

    /// <summary>The name of a generated file: those of types that differ in case only must differ, too.</summary>
    public static string HintName(string identifier) => $"{identifier}.{Hash(identifier)}.g.cs";

    /// <summary>Eight digits that tell texts apart.</summary>
    public static string Hash(string text) =>
        text.Aggregate(2166136261, (sum, c) => (sum ^ c) * 16777619).ToString("x8", CultureInfo.InvariantCulture);

    public static string Literal(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>FirstName → first_name, HTTPPort → http_port.</summary>
    public static string SnakeCase(string name)
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
