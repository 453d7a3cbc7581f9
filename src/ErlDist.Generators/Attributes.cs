using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>The attributes of ErlDist.Mapping, as they stand on symbols.</summary>
internal static class Attributes
{
    public const string MappingNamespace = "ErlDist.Mapping";

    /// <summary>Those that give a type a shape.</summary>
    public static IReadOnlyList<string> Shapes { get; } =
        ["ErlTupleAttribute", "ErlRecordAttribute", "ErlNativeRecordAttribute", "ErlMapAttribute", "ErlKeywordListAttribute", "ElixirStructAttribute", "ErlAtomAttribute", "ErlUnionAttribute"];

    public static string FullName(string attribute) => $"{MappingNamespace}.{attribute}";

    public static IEnumerable<AttributeData> OfMapping(ISymbol symbol) =>
        symbol.GetAttributes().Where(a => a.AttributeClass?.ContainingNamespace?.ToDisplayString() == MappingNamespace);

    public static AttributeData? Find(ISymbol? symbol, string attribute) =>
        symbol is null ? null : OfMapping(symbol).FirstOrDefault(a => a.AttributeClass!.Name == attribute);

    /// <summary>The shape of a type; the first, where a mistake has given it more.</summary>
    public static AttributeData? ShapeOf(ITypeSymbol type) => OfMapping(type).FirstOrDefault(a => Shapes.Contains(a.AttributeClass!.Name));

    public static T? Argument<T>(AttributeData? attribute, int index = 0)
        where T : class => attribute is not null && attribute.ConstructorArguments.Length > index ? attribute.ConstructorArguments[index].Value as T : null;

    public static TypedConstant? Named(AttributeData? attribute, string name) =>
        attribute?.NamedArguments.Where(n => n.Key == name).Select(n => (TypedConstant?)n.Value).FirstOrDefault();

    public static bool Flag(AttributeData? attribute, string name) => Named(attribute, name) is { Value: true };
}
