using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>Makes a pair of methods, one that writes and one that reads, for each type that stands in a declared one.</summary>
internal sealed class TypeWriter(string nullAtom, HandCodecs handCodecs)
{
    private static readonly SymbolDisplayFormat s_format = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private readonly Dictionary<string, int> _methods = [];

    public StringBuilder Source { get; } = new();

    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(s_format);

    /// <summary>The number of the methods for a type, or null if it, or one within it, has no form in Erlang.</summary>
    public int? MethodsFor(ITypeSymbol type)
    {
        string name = NameOf(type);
        if (_methods.TryGetValue(name, out int known))
        {
            return known;
        }

        if (Bodies(type, name) is not (string write, string read))
        {
            return null;
        }

        int number = _methods.Count;
        _methods[name] = number;
        Source.AppendLine($$"""
                private static void Write{{number}}(ref global::ErlDist.Terms.TermWriter writer, {{name}} value)
                {
                    {{write}}
                }

                private static {{name}} Read{{number}}(ref global::ErlDist.Terms.TermReader reader)
                {
                    {{read}}
                }

            """);
        return number;
    }

    private (string Write, string Read)? Bodies(ITypeSymbol type, string name)
    {
        if (Nullable(type) is { } inner)
        {
            return MethodsFor(inner) is { } m
                ? ($"if (value is null) writer.WriteAtom(\"{nullAtom}\"); else Write{m}(ref writer, {(type.IsValueType ? "value.Value" : "value")});",
                    $"return reader.TryReadAtom(\"{nullAtom}\"u8) ? null : Read{m}(ref reader);")
                : null;
        }

        return ByHand(type) ?? Scalar(type) ?? Term(type, name) ?? Declared(type, name) ?? Tuple(type) ?? Sequence(type, name) ?? Dictionary(type, name);
    }

    private static ITypeSymbol? Nullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value ? value.TypeArguments[0]
        : type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)
        : null;

    private (string, string)? ByHand(ITypeSymbol type)
    {
        if (handCodecs.Find(type) is not { } codec)
        {
            return null;
        }

        string field = $"s_codec{_methods.Count}";
        Source.AppendLine($"    private static readonly {NameOf(codec)} {field} = new();\n");
        return ($"{field}.Write(ref writer, value);", $"return {field}.Read(ref reader);");
    }

    private static (string, string)? Scalar(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => ("writer.WriteBoolean(value);", "return reader.ReadBoolean();"),
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 =>
            ("writer.WriteInt64(value);", Narrow(type, "long", "reader.ReadInt64()")),
        SpecialType.System_Int64 => ("writer.WriteInt64(value);", "return reader.ReadInt64();"),
        SpecialType.System_UInt64 => ("writer.WriteUInt64(value);", Narrow(type, "global::System.Numerics.BigInteger", "reader.ReadBigInteger()")),
        SpecialType.System_Double => ("writer.WriteDouble(value);", "return reader.ReadDouble();"),
        SpecialType.System_Single => ("writer.WriteDouble(value);", "return (float)reader.ReadDouble();"),
        SpecialType.System_String => ("writer.WriteString(value);", "return reader.ReadString();"),
        _ => type.ToDisplayString() switch
        {
            "System.Numerics.BigInteger" => ("writer.WriteBigInteger(value);", "return reader.ReadBigInteger();"),
            "byte[]" => ("writer.WriteBinary(value);", "return reader.ReadBinary().ToArray();"),
            "System.ReadOnlyMemory<byte>" => ("writer.WriteBinary(value.Span);", "return reader.ReadBinary().ToArray();"),
            _ => null,
        },
    };

    private static string Narrow(ITypeSymbol type, string wide, string read) => $$"""
        int offset = reader.Consumed;
                    {{wide}} value = {{read}};
                    return value >= {{NameOf(type)}}.MinValue && value <= {{NameOf(type)}}.MaxValue
                        ? ({{NameOf(type)}})value
                        : throw new global::ErlDist.Terms.TermFormatException("an integer beyond {{type.ToDisplayString()}}", offset);
        """;

    private static (string, string)? Term(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (t.ToDisplayString() == "ErlDist.Terms.Term")
            {
                return ("writer.WriteTerm(value);", type.ToDisplayString() == "ErlDist.Terms.Term"
                    ? "return reader.ReadTerm();"
                    : $"""
                        int offset = reader.Consumed;
                                    return reader.ReadTerm() as {name} ?? throw new global::ErlDist.Terms.TermFormatException("{type.Name} expected", offset);
                        """);
            }
        }

        return null;
    }

    private static (string, string)? Declared(ITypeSymbol type, string name) => ShapeModel.IsDeclared(type)
        ? ($"global::ErlDist.Mapping.ErlTypes.Codec<{name}>().Write(ref writer, value);", $"return global::ErlDist.Mapping.ErlTypes.Codec<{name}>().Read(ref reader);")
        : null;

    private (string, string)? Tuple(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return null;
        }

        int?[] methods = [.. tuple.TupleElements.Select(e => MethodsFor(e.Type))];
        if (methods.Any(m => m is null))
        {
            return null;
        }

        string writes = string.Concat(tuple.TupleElements.Select((e, i) => $" Write{methods[i]}(ref writer, value.{e.Name});"));
        string reads = string.Join(", ", methods.Select(m => $"Read{m}(ref reader)"));
        return ($"writer.WriteTupleHeader({methods.Length}); writer.Descend();{writes} writer.Ascend();", $$"""
            int offset = reader.Consumed;
                        reader.Descend();
                        {{NameOf(type)}} value = reader.ReadTupleHeader() == {{methods.Length}}
                            ? ({{reads}})
                            : throw new global::ErlDist.Terms.TermFormatException("a tuple of {{methods.Length}} elements expected", offset);
                        reader.Ascend();
                        return value;
            """);
    }

    private (string, string)? Sequence(ITypeSymbol type, string name)
    {
        ITypeSymbol? element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } named => named.ConstructedFrom.ToDisplayString() switch
            {
                "System.Collections.Generic.List<T>" or "System.Collections.Generic.IReadOnlyList<T>" or "System.Collections.Generic.IList<T>"
                    or "System.Collections.Generic.IReadOnlyCollection<T>" or "System.Collections.Generic.ICollection<T>"
                    or "System.Collections.Immutable.ImmutableArray<T>" => named.TypeArguments[0],
                _ => null,
            },
            _ => null,
        };
        if (element is null || MethodsFor(element) is not { } m)
        {
            return null;
        }

        string count = type is IArrayTypeSymbol || name.Contains("ImmutableArray<") ? "value.Length" : "value.Count";
        string result = type is IArrayTypeSymbol ? "items.ToArray()" : name.Contains("ImmutableArray<") ? "[.. items]" : "items";
        return ($"if ({count} > 0) {{ writer.WriteListHeader({count}); writer.Descend(); foreach (var item in value) {{ Write{m}(ref writer, item); }} writer.Ascend(); }} writer.WriteNil();", $$"""
            reader.Descend();
                        int count = reader.ReadListHeader();
                        var items = new global::System.Collections.Generic.List<{{NameOf(element)}}>(global::System.Math.Min(count, 1024));
                        for (int i = 0; i < count; i++)
                        {
                            items.Add(Read{{m}}(ref reader));
                        }

                        reader.ReadListEnd();
                        reader.Ascend();
                        return {{result}};
            """);
    }

    private (string, string)? Dictionary(ITypeSymbol type, string name)
    {
        if (type is not INamedTypeSymbol { TypeArguments.Length: 2 } named
            || named.ConstructedFrom.ToDisplayString() is not ("System.Collections.Generic.Dictionary<TKey, TValue>"
                or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>" or "System.Collections.Generic.IDictionary<TKey, TValue>")
            || MethodsFor(named.TypeArguments[0]) is not { } key || MethodsFor(named.TypeArguments[1]) is not { } item)
        {
            return null;
        }

        return ($"writer.WriteMapHeader(value.Count); writer.Descend(); foreach (var pair in value) {{ Write{key}(ref writer, pair.Key); Write{item}(ref writer, pair.Value); }} writer.Ascend();", $$"""
            reader.Descend();
                        int count = reader.ReadMapHeader();
                        var pairs = new global::System.Collections.Generic.Dictionary<{{NameOf(named.TypeArguments[0])}}, {{NameOf(named.TypeArguments[1])}}>(global::System.Math.Min(count, 1024));
                        for (int i = 0; i < count; i++)
                        {
                            int offset = reader.Consumed;
                            if (!pairs.TryAdd(Read{{key}}(ref reader), Read{{item}}(ref reader)))
                            {
                                throw new global::ErlDist.Terms.TermFormatException("a map that has a key twice", offset);
                            }
                        }

                        reader.Ascend();
                        return pairs;
            """);
    }
}
