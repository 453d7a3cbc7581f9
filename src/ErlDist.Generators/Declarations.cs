using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using static ErlDist.Generators.Identifiers;

namespace ErlDist.Generators;

/// <summary>What is generated for one declared type: its codec and the line that registers it.</summary>
internal static class Declarations
{
    private const string Register = "global::ErlDist.Mapping.ErlTypes.Register";

    public static Generated Of(INamedTypeSymbol type, AttributeData attribute, Compilation compilation)
    {
        AttributeData[] shapes = [.. Attributes.OfMapping(type).Where(a => Attributes.Shapes.Contains(a.AttributeClass!.Name))];
        if (shapes.Length > 1)
        {
            // Each attribute leads here; the first one tells.
            bool isFirst = attribute.AttributeClass!.Name == shapes[0].AttributeClass!.Name;
            string names = string.Join(" and ", shapes.Select(s => $"[{s.AttributeClass!.Name.Replace("Attribute", "")}]"));
            return Failed(type, isFirst ? [Problem.At(Diagnostics.TwoShapes, type, type.Name, names)] : []);
        }

        var model = ShapeModel.From(type, attribute);
        var forms = new TypeForms(HandCodecs.Of(compilation));
        return model.Shape switch
        {
            Shape.Enum => OfEnum(model),
            Shape.Union => OfUnion(model, DeclaredTypes.Of(compilation)),
            _ when type.IsGenericType => Failed(type, Checks.Of(model)),
            _ => OfMembers(model, forms),
        };
    }

    /// <summary>The codec of a type that [assembly: ErlType] names, which is no declared one itself.</summary>
    public static Generated OfUse(AttributeData attribute, ITypeSymbol type, Compilation compilation)
    {
        string text = NameOf(type);
        string name = $"Use_{new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : '_')])}_{Identifiers.Hash(text)}";

        // Their classes stand beside those of other uses.
        var forms = new TypeForms(HandCodecs.Of(compilation), name + "_");
        return forms.Of(type) is { } codec
            ? Generated.Of(name, File(forms.Classes), [$"{Register}<{NameOf(type)}>({codec});"], [], [])
            : Generated.Of(name, "", [], [], [Problem.At(Diagnostics.UnsupportedMember, compilation.Assembly, "[assembly: ErlType]", type.ToDisplayString(), forms.Advice)]);
    }

    private static Generated OfMembers(ShapeModel model, TypeForms forms)
    {
        string name = Identifiers.For(model.Type) + "_Codec";
        var writer = new CodecWriter(model, forms, name);
        string source = writer.Write();
        if (writer.Problems.Count > 0)
        {
            return Failed(model.Type, writer.Problems);
        }

        string arguments = model.Module is { } of ? $", record: ({Literal(of)}, {Literal(model.Tag)})"
            : model.Tag is { } tag
            ? $", tag: {Literal(tag)}, arity: {model.Members.Count + 1}{(model.Required < model.Members.Count ? $", leastArity: {model.Required + 1}" : "")}"
            : model.StructName is { } module ? $", structName: {Literal(module)}" : "";

        // The classes of tuples and closed generic types stand within the codec, where their names meet no others.
        source = source.Substring(0, source.LastIndexOf('}')) + string.Join("\n", forms.Classes) + "\n}\n";
        return Generated.Of(
            name, File([source]), [$"{Register}(new {name}(){arguments});"], model.Claims.Select(claim => ClaimOf(model, claim)), []);
    }

    private static Claim ClaimOf(ShapeModel model, string claim) =>
        new(claim, model.Type.ToDisplayString(), Problem.At(Diagnostics.DuplicateTag, model.Type));

    private static Generated OfEnum(ShapeModel model)
    {
        Problem[] problems = [.. Checks.Of(model)];
        string type = NameOf(model.Type);
        bool isFlags = model.Type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.FlagsAttribute");
        string members = string.Concat(model.Members.Select(m => $", ({type}.@{m.Name}, {Literal(m.Key)})"));
        string codec = isFlags
            ? $"{TypeForms.Codecs}Flags<{type}>({Literal(model.Type.Name)}, static value => unchecked((ulong)value), static bits => unchecked(({type})bits){members})"
            : $"{TypeForms.Codecs}Enum<{type}>({Literal(model.Type.Name)}{members})";
        return problems.Length > 0 ? Failed(model.Type, problems)
            : Generated.Of(Identifiers.For(model.Type), "", [$"{Register}({codec});"], [], []);
    }

    private static Generated OfUnion(ShapeModel model, DeclaredTypes declared)
    {
        INamedTypeSymbol[] types = [.. declared.Under(model.Type)];
        ShapeModel[] cases = [.. types.Select(t => ShapeModel.From(t, Attributes.ShapeOf(t)!))];
        List<Problem> problems = [.. Checks.Of(model)];
        foreach (INamedTypeSymbol generic in declared.GenericUnder(model.Type))
        {
            problems.Add(Problem.At(Diagnostics.EmptyUnion, generic, model.Type.Name,
                $"its case {generic.Name} is generic, and nothing tells of what: declare a type for each, as in [ErlTuple(\"…\")] record {generic.Name}OfInt(…) : {model.Type.Name}"));
        }

        if (cases.Length == 0 && problems.Count == 0)
        {
            problems.Add(Problem.At(Diagnostics.EmptyUnion, model.Type, model.Type.Name,
                "no declared type of this assembly derives from it: declare its cases with [ErlTuple], [ErlNativeRecord] or [ElixirStruct]"));
        }

        foreach (ShapeModel mute in cases.Where(c => c.Tag is null && c.StructName is null))
        {
            problems.Add(Problem.At(Diagnostics.EmptyUnion, mute.Type, model.Type.Name,
                $"nothing tells its case {mute.Type.Name}: declare that with [ErlTuple], [ErlRecord], [ErlNativeRecord] or [ElixirStruct]"));
        }

        string type = NameOf(model.Type);
        string list = string.Concat(cases.Select(c => string.Format(
            CultureInfo.InvariantCulture, ", {0}Case<{1}, {2}>({3}, {4}, {5}, {6}, {7})",
            TypeForms.Codecs, type, NameOf(c.Type), Literal(c.Tag), c.Required + 1, c.Members.Count + 1, Literal(c.StructName), Literal(c.Module))));
        return problems.Count > 0 ? Failed(model.Type, problems)
            : Generated.Of(Identifiers.For(model.Type), "", [$"{Register}({TypeForms.Codecs}Union<{type}>({Literal(model.Type.Name)}{list}));"], [], []);
    }

    private static Generated Failed(INamedTypeSymbol type, IEnumerable<Problem> problems) => Generated.Of(Identifiers.For(type), "", [], [], problems);

    internal static string File(IReadOnlyList<string> classes) => classes.Count == 0 ? "" : $"""
        // <auto-generated/>
        #nullable enable
        #pragma warning disable
        namespace ErlDist.Mapping.Generated;

        {string.Join("\n", classes)}

        """;
}
