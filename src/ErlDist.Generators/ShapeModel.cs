using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>A declared type as its attribute and its members tell. Lives only while its source is made.</summary>
internal sealed class ShapeModel
{
    /// <summary>What Elixir's modules are called in Erlang begins so.</summary>
    public const string ElixirPrefix = "Elixir.";

    private ShapeModel(INamedTypeSymbol type) => Type = type;

    /// <summary>The type, or the one that errors are told at.</summary>
    public INamedTypeSymbol Type { get; }

    /// <summary>What generated code calls the type.</summary>
    public string TypeName { get; private init; } = "";

    /// <summary>What errors call it.</summary>
    public string DisplayName { get; private init; } = "";

    /// <summary>A tuple of C# or a method's arguments: made of all members in their order.</summary>
    public bool IsPlain { get; private init; }

    /// <summary>A method's arguments: without any, an atom stands in place of a tuple of one element.</summary>
    public bool IsRequest { get; private init; }

    public bool IsReference => !IsPlain && Type.IsReferenceType;

    public Shape Shape { get; private set; }

    /// <summary>The first element of a tuple, or a native record's name; null where there is none.</summary>
    public string? Tag { get; private set; }

    /// <summary>The module of a native record.</summary>
    public string? Module { get; private set; }

    /// <summary>Whether a native record's definition is exported.</summary>
    public bool IsExported { get; private set; }

    /// <summary>The struct's name as an atom.</summary>
    public string? StructName { get; private set; }

    /// <summary>The member of ErlKeys.</summary>
    public string Keys { get; private set; } = "Atoms";

    public bool RefusesUnknownKeys { get; private set; }

    public bool OmitsNulls { get; private set; }

    public string NullAtom { get; private set; } = "undefined";

    public List<Member> Members { get; private set; } = [];

    /// <summary>How many of a tuple's members are always there.</summary>
    public int Required => Members.FindLastIndex(m => !m.IsOptional) + 1;

    /// <summary>What no other type may be, as the errors tell it; empty where nothing tells what it is.</summary>
    public IEnumerable<string> Claims => StructName is not null ? [StructName.Substring(ElixirPrefix.Length)]
        : Tag is null ? []
        : Module is not null ? [$"#{Module}:{Tag}{{}}"]
        : Enumerable.Range(Required + 1, Members.Count - Required + 1).Select(arity => $"{{{Tag}, …}} with {arity} elements");

    public static ShapeModel From(INamedTypeSymbol type, AttributeData attribute)
    {
        string name = attribute.AttributeClass!.Name;
        string? argument = Attributes.Argument<string>(attribute);
        var model = new ShapeModel(type)
        {
            TypeName = Identifiers.NameOf(type),
            DisplayName = type.Name,
            RefusesUnknownKeys = Attributes.Flag(attribute, "RefuseUnknownKeys"),
            OmitsNulls = Attributes.Flag(attribute, "OmitNulls"),
            NullAtom = (Attributes.Named(attribute, "NullAs")?.Value ?? (name == "ElixirStructAttribute" ? 1 : 0)) is 1 ? "nil" : "undefined",
        };
        switch (name)
        {
            case "ErlAtomAttribute":
                model.Shape = Shape.Enum;
                model.Members = Member.OfEnum(type);
                return model;
            case "ErlUnionAttribute":
                model.Shape = Shape.Union;
                return model;
            case "ErlTupleAttribute" or "ErlRecordAttribute":
                model.Tag = argument ?? "";
                break;
            case "ErlNativeRecordAttribute":
                model.Shape = Shape.Record;
                model.Module = argument ?? "";
                model.Tag = Attributes.Argument<string>(attribute, 1) ?? "";
                model.IsExported = Attributes.Named(attribute, "IsExported") is not { Value: false };
                break;
            default:
                model.Shape = Shape.Keyed;
                model.StructName = name != "ElixirStructAttribute" ? null
                    : argument?.StartsWith(ElixirPrefix, System.StringComparison.Ordinal) == true ? argument : ElixirPrefix + argument;
                model.Keys = name == "ErlKeywordListAttribute" ? "KeywordList" : Attributes.Flag(attribute, "StringKeys") ? "Strings" : "Atoms";
                break;
        }

        model.Members = Member.Of(type, mayBeAbsent: model.Shape is Shape.Keyed or Shape.Record);
        return model;
    }

    /// <summary>A tuple of C#, which has no tag.</summary>
    public static ShapeModel OfTuple(INamedTypeSymbol type, string nullAtom) => new(type)
    {
        TypeName = Identifiers.NameOf(type),
        IsPlain = true,
        NullAtom = nullAtom,
        Members = [.. type.TupleElements.Select((e, i) => Member.OfTuple(e, i))],
    };

    /// <summary>The arguments of a service's method, as a generated struct of that name holds them.</summary>
    public static ShapeModel OfArguments(INamedTypeSymbol service, IMethodSymbol method, string structName, string? tag) => new(service)
    {
        TypeName = structName,
        DisplayName = $"{service.Name}.{method.Name}",
        IsPlain = true,
        IsRequest = tag is not null,
        Tag = tag,
        Members = [.. method.Parameters.Where(p => !Member.IsCancellation(p.Type)).Select(Member.OfParameter)],
    };

    /// <summary>An expression that makes a plain one of the members in <c>m0</c>, <c>m1</c>, ….</summary>
    public string Plain() => $"{(Type.IsTupleType && Members.Count > 1 ? "" : $"new {TypeName}")}({string.Join(", ", Members.Select((_, i) => $"m{i}"))})";
}
