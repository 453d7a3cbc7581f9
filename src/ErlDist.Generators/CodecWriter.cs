using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using static ErlDist.Generators.Identifiers;

namespace ErlDist.Generators;

/// <summary>Makes the class that is the codec of one declared type with members.</summary>
internal sealed class CodecWriter(ShapeModel model, TypeForms forms, string className)
{
    private readonly string _name = model.TypeName;
    private Construction _construction = null!;

    public List<Problem> Problems { get; } = [];

    private string NullCheck => model.IsReference ? ", value is null" : "";

    /// <summary>The class; empty where there are problems.</summary>
    public string Write()
    {
        Problems.AddRange(Checks.Of(model));
        string[] codecs = [.. model.Members.Select(Codec)];
        if (!model.IsPlain && !Problems.Any(p => p.Id == Diagnostics.Unreachable.Id || p.Id == Diagnostics.AbstractType.Id))
        {
            if (Construction.Find(model, out string obstacle) is { } construction)
            {
                _construction = construction;
            }
            else
            {
                Problems.Add(Problem.At(Diagnostics.NoConstructor, model.Type, model.Type.Name, obstacle));
            }
        }

        return Problems.Count > 0 ? "" : $$"""
            /// <summary>Writes and reads {{model.DisplayName}}.</summary>
            internal sealed class {{className}} : global::ErlDist.Mapping.TermCodec<{{_name}}>
            {
                private static readonly global::ErlDist.Mapping.Generated.ErlShape s_shape = {{ShapeExpression()}};
            {{Lines((m, i) => $"    private static readonly global::ErlDist.Mapping.TermCodec<{NameOf(m.Type)}> s_{i} = {codecs[i]};")}}

                public override void Write(ref global::ErlDist.TermWriter writer, {{_name}} value)
                {
                    int at = -1;
                    try
                    {
            {{(model.Shape == Shape.Keyed ? WriteKeyed() : WriteInOrder())}}
                    }
                    catch (global::System.Exception e) when (s_shape.Owns(e, at))
                    {
                        throw s_shape.Fault(e, at, writer.Written);
                    }
                }

                public override {{_name}} Read(ref global::ErlDist.TermReader reader)
                {
                    int at = -1;
                    try
                    {
            {{(model.Shape == Shape.Tuple ? ReadTuple() : ReadKeyed())}}
                    }
                    catch (global::System.Exception e) when (s_shape.Owns(e, at))
                    {
                        throw s_shape.Fault(e, at, reader.Consumed);
                    }
                }
            {{(model.IsPlain ? "" : _construction.Accessors())}}}
            """;
    }

    private string Codec(Member member)
    {
        if (forms.Of(member.Type, member.Form, model.NullAtom) is { } codec)
        {
            return codec;
        }

        Problems.Add(Problem.At(
            Diagnostics.UnsupportedMember, (ISymbol?)member.Property ?? model.Type, $"{model.DisplayName}.{member.Name}", member.Type.ToDisplayString(), forms.Advice));
        return "";
    }

    private string ShapeExpression()
    {
        const string Shape = "global::ErlDist.Mapping.Generated.ErlShape.";
        string members = string.Concat(model.Members.Select(m => $", new global::ErlDist.Mapping.Generated.ErlMember({Literal(m.Name)}, {Literal(model.Shape == Generators.Shape.Tuple ? "" : m.Key)}"
            + (m.IsOptional ? ", IsOptional: true" : "")
            + (m.Formerly.Count > 0 ? $", Formerly: [{string.Join(", ", m.Formerly.Select(Literal))}]" : "") + ")"));
        string type = Literal(model.DisplayName);
        if (model.Module is not null)
        {
            return $"{Shape}NativeRecord({type}, {Literal(model.Module)}, {Literal(model.Tag)}, {(model.IsExported ? "true" : "false")}, {(model.RefusesUnknownKeys ? "true" : "false")}{members})";
        }

        return model.Shape == Generators.Shape.Tuple
            ? $"{Shape}{(model.IsRequest ? "Request" : "Tuple")}({type}, {Literal(model.Tag)}{members})"
            : $"{Shape}Keyed({type}, global::ErlDist.Mapping.Generated.ErlKeys.{model.Keys}, {Literal(model.StructName)}, {(model.RefusesUnknownKeys ? "true" : "false")}{members})";
    }

    private string WriteInOrder() => $"""
                    s_shape.Begin{model.Shape}(ref writer{NullCheck});
        {Lines((m, i) => $"            at = {i}; s_{i}.Write(ref writer, value.@{m.Name});")}
                    writer.Ascend();
        """;

    private string WriteKeyed()
    {
        bool Omits(Member m) => model.OmitsNulls && m.IsNullable;
        int always = model.Members.Count(m => !Omits(m));
        string sometimes = string.Concat(model.Members.Where(Omits).Select(m => $" + (value.@{m.Name} is null ? 0 : 1)"));
        string check = model.IsReference && sometimes.Length > 0 ? "            global::System.ArgumentNullException.ThrowIfNull(value);\n" : "";
        string Write(Member m, int i) => $"s_shape.WriteKey(ref writer, {i}); s_{i}.Write(ref writer, value.@{m.Name});";
        return $$"""
            {{check}}            s_shape.BeginKeyed(ref writer, {{always}}{{sometimes}}{{NullCheck}});
            {{Lines((m, i) => $"            at = {i}; {(Omits(m) ? $"if (value.@{m.Name} is not null) {{ {Write(m, i)} }}" : Write(m, i))}")}}
                        at = -1;
                        s_shape.EndKeyed(ref writer);
            """;
    }

    private string ReadTuple()
    {
        string Read(Member m, int i) => m.IsComputed ? "reader.Skip();" : $"m{i} = s_{i}.Read(ref reader);";
        string made = model.IsPlain
            ? $"        {_name} result = {model.Plain()};"
            : _construction.Statements(i => $"given > {i}");
        return $$"""
                        int given = s_shape.BeginTuple(ref reader);
            {{Locals()}}
            {{Lines((m, i) => $"            at = {i}; {(i < model.Required ? "" : $"if (given > {i}) ")}{Read(m, i)}")}}
                        at = -1;
                        reader.Ascend();
                {{made}}
                        return result;
            """;
    }

    private string ReadKeyed() => $$"""
                    global::System.Span<bool> seen = stackalloc bool[{{model.Members.Count + 1}}];
        {{Locals()}}{{(model.Shape == Shape.Record ? "\n            global::ErlDist.TermReader fields = reader;" : "")}}
                    for (int entries = s_shape.{{(model.Shape == Shape.Record ? "BeginRecord(ref reader, ref fields)" : "BeginKeyed(ref reader)")}}; entries > 0; entries--)
                    {
                        at = s_shape.{{(model.Shape == Shape.Record ? "ReadField(ref fields, ref reader, seen)" : "ReadKey(ref reader, seen)")}};
                        switch (at)
                        {
        {{Lines(Cases)}}
                        }

                        at = -1;
                    }

                    s_shape.EndKeyed(ref reader, seen);
            {{_construction.Statements(i => $"seen[{i}]")}}
                    return result;
        """;

    private string Cases(Member member, int i)
    {
        string read = member.IsComputed ? "reader.Skip()" : $"m{i} = s_{i}.Read(ref reader)";
        string bare = model.Keys != "KeywordList" ? ""
            : $"\n                    case {-2 - i}: {(member.IsComputed ? "" : $"m{i} = global::ErlDist.Mapping.Generated.ErlShape.True(s_{i}); ")}break;";
        return $"                    case {i}: {read}; break;{bare}";
    }

    private string Locals() => Lines((m, i) => $"            {NameOf(m.Type)} m{i} = {(model.IsPlain ? m.Default : _construction.Initial(i))};");

    private string Lines(System.Func<Member, int, string> line) => string.Join("\n", model.Members.Select(line));
}
