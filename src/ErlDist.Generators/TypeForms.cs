using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using static ErlDist.Generators.Identifiers;

namespace ErlDist.Generators;

/// <summary>
/// Says for each type what makes its codec: an expression of ErlDist.Mapping.Generated.TermCodecs, or a class of its own for tuples and closed
/// generic types.
/// </summary>
internal sealed class TypeForms(HandCodecs handCodecs, string prefix = "")
{
    public const string Codecs = "global::ErlDist.Mapping.Generated.TermCodecs.";
    private const string Default = "Default";
    private const string Undefined = "undefined";
    private static readonly string[] s_units = ["Seconds", "Milliseconds", "Microseconds", "Nanoseconds"];
    private static readonly string[] s_moments = ["Erlang", .. s_units];

    /// <summary>How deep generic types may stand in one another. One that holds itself in ever new forms has no end.</summary>
    private const int MaxNesting = 32;

    private readonly Dictionary<string, string> _classes = [];
    private int _nesting;

    /// <summary>The classes that the expressions need.</summary>
    public List<string> Classes { get; } = [];

    /// <summary>Why the last type has no form, and what to write.</summary>
    public string Advice { get; private set; } = "";

    /// <summary>An expression that makes the codec of a type, or null if it, or one within it, has no form in Erlang.</summary>
    /// <param name="type">The type.</param>
    /// <param name="form">The member of ErlForm that [ErlAs] names.</param>
    /// <param name="nullAtom">What a null is.</param>
    public string? Of(ITypeSymbol type, string form = Default, string nullAtom = Undefined)
    {
        Advice = "use a type of the table in docs/types.md, a Term, or declare that type, too";
        if (NotNull(type) is { } inner)
        {
            return Of(inner, form, nullAtom) is { } e ? $"{Codecs}{(type.IsValueType ? "NullableValue" : "Nullable")}({e}, {Literal(nullAtom)})" : null;
        }

        if (handCodecs.Find(type) is { } hand)
        {
            return $"{Codecs}ByHand<{NameOf(type)}>(new {NameOf(hand)}())";
        }

        if (Collection(type, form, nullAtom, out string? collection))
        {
            return collection;
        }

        (string? expression, string[] forms) = Leaf(type, form, nullAtom);
        if (expression is not null && form != Default && !forms.Contains(form))
        {
            Advice = forms.Length == 0 ? $"[ErlAs(ErlForm.{form})] says nothing of such a type: leave it out"
                : $"[ErlAs(ErlForm.{form})] says nothing of such a type, which takes {string.Join(", ", forms)}";
            return null;
        }

        return expression;
    }

    private static ITypeSymbol? NotNull(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value ? value.TypeArguments[0]
        : type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)
        : null;

    private (string?, string[]) Leaf(ITypeSymbol type, string form, string nullAtom)
    {
        string With(string codec) => $"{Codecs}{codec}({(form == Default ? "" : "global::ErlDist.Mapping.ErlForm." + form)})";
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
                or SpecialType.System_Double or SpecialType.System_Single:
                return (Codecs + type.Name, []);
            case SpecialType.System_String:
                return (form == Default ? Codecs + "String" : With("StringAs"), ["Atom", "CharList"]);
            case SpecialType.System_Decimal:
                return (With("Decimal"), ["Text"]);
            case SpecialType.System_DateTime:
                return (With("DateTime"), s_moments);
        }

        switch (type.ToDisplayString())
        {
            case "System.DateTimeOffset":
                return (With("DateTimeOffset"), s_moments);
            case "System.DateOnly" or "System.TimeOnly":
                return (With(type.Name), ["Erlang"]);
            case "System.TimeSpan":
                return (With("TimeSpan"), s_units);
            case "System.Guid":
                return (With("Guid"), ["Text", "Binary"]);
            case "System.Numerics.BigInteger" or "System.Int128" or "System.UInt128" or "System.Uri" or "System.Version":
                return (Codecs + type.Name, []);
            case "ErlDist.Mapping.ErlRange":
                return (Codecs + "Range", []);
            case "System.ReadOnlyMemory<byte>":
                return (Codecs + "Memory", []);
            case "ErlDist.Term":
                return (Codecs + "Term", []);
        }

        if (IsTerm(type))
        {
            return ($"{Codecs}TermOf<{NameOf(type)}>()", []);
        }

        return (Declared(type, nullAtom), []);
    }

    public static bool IsTerm(ITypeSymbol? type) => type is not null && (type.ToDisplayString() == "ErlDist.Term" || IsTerm(type.BaseType));

    private string? Declared(ITypeSymbol type, string nullAtom)
    {
        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        if (named.IsTupleType)
        {
            return Class(named, () => ShapeModel.OfTuple(named, nullAtom), nullAtom);
        }

        if (Attributes.ShapeOf(type) is { } shape)
        {
            return named.IsGenericType
                ? Class(named, () => ShapeModel.From(named, shape), "")
                : $"{Codecs}Declared<{NameOf(type)}>()";
        }

        if (named is { Name: "ErlResult" or "ErlOption", TypeArguments.Length: 1 } && named.ContainingNamespace.ToDisplayString() == Attributes.MappingNamespace)
        {
            return Of(named.TypeArguments[0], Default, nullAtom) is not { } inner ? null
                : named.Name == "ErlResult" ? $"{Codecs}Result<{NameOf(named.TypeArguments[0])}>({inner})"
                : $"{Codecs}Option<{NameOf(named.TypeArguments[0])}>({inner}, {Literal(nullAtom)})";
        }

        Advice = type.TypeKind == TypeKind.Enum ? "declare the enum with [ErlAtom]"
            : type.SpecialType == SpecialType.System_Object ? "use a Term, which may be anything, or a union of declared types"
            : Advice;
        return null;
    }

    /// <summary>A class for a tuple or a closed generic type, made once.</summary>
    private string? Class(INamedTypeSymbol type, System.Func<ShapeModel> model, string nullAtom)
    {
        string key = $"{NameOf(type)} {nullAtom}";
        if (!_classes.TryGetValue(key, out string? name))
        {
            if (_nesting == MaxNesting)
            {
                Advice = $"generic types stand in one another more than {MaxNesting} deep, as where one has a member of itself of another type";
                return null;
            }

            name = $"{prefix}Codec{_classes.Count}";
            _classes[key] = name;
            _nesting++;
            var writer = new CodecWriter(model(), this, name);
            string source = writer.Write();
            _nesting--;
            if (writer.Problems.Count > 0)
            {
                return null;
            }

            Classes.Add(source);
        }

        return $"new {name}()";
    }

    /// <summary>True for a collection, with its expression or, where its elements have no form, null.</summary>
    private bool Collection(ITypeSymbol type, string form, string nullAtom, out string? expression)
    {
        expression = null;
        if (type is IArrayTypeSymbol array)
        {
            if (array.Rank > 1)
            {
                Advice = $"an Erlang list has one dimension; use {array.ElementType.ToDisplayString()}{string.Concat(Enumerable.Repeat("[]", array.Rank))}";
                return true;
            }

            bool isBinary = array.ElementType.SpecialType == SpecialType.System_Byte && form == Default;
            expression = isBinary ? Codecs + "Bytes" : Of(array.ElementType, form == "List" ? Default : form, nullAtom) is { } e ? $"{Codecs}Array<{NameOf(array.ElementType)}>({e})" : null;
            return true;
        }

        if (type is not INamedTypeSymbol { TypeArguments.Length: 1 or 2 } named || CollectionForms.Find(named) is not { } collection)
        {
            return false;
        }

        string arguments = string.Join(", ", named.TypeArguments.Select(NameOf).Prepend(NameOf(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))));
        bool asList = collection.Kind == "Set" && form == "List";
        bool isKeywords = collection.Kind == "Map" && form == "KeywordList";
        string inner = asList || isKeywords ? Default : form;
        string? key = collection.Kind == "Map" ? Key(named.TypeArguments[0], isKeywords, nullAtom) : "";
        string? element = Of(named.TypeArguments[named.TypeArguments.Length - 1], inner, nullAtom);
        if (key is null || element is null)
        {
            return true;
        }

        string kind = asList ? "Sequence" : isKeywords ? "KeywordList" : collection.Kind;
        expression = kind == "ImmutableArray" ? $"{Codecs}ImmutableArray<{NameOf(named.TypeArguments[0])}>({element})"
            : $"{Codecs}{kind}<{arguments}>({(key.Length > 0 ? key + ", " : "")}{element}, static all => {collection.Make(named)})";
        return true;
    }

    private string? Key(ITypeSymbol type, bool isKeywords, string nullAtom) =>
        Of(type, isKeywords && type.SpecialType == SpecialType.System_String ? "Atom" : Default, nullAtom);
}
