using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ErlDist.Generators;

/// <summary>Generates what the attributes of ErlDist.Mapping declare, codecs and services, and registers it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TermCodecGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<Generated>>? all = null;
        foreach (string attribute in Attributes.Shapes)
        {
            Add(attribute, static (found, _) => [Declarations.Of((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation)]);
        }

        foreach (string attribute in new[] { "ErlServiceAttribute", "ErlModuleAttribute" })
        {
            Add(attribute, static (found, _) => [ServiceWriter.Write((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation)]);
        }

        Add("ErlTypeAttribute`1", static (found, _) => [.. found.Attributes.Select(a =>
            Declarations.OfUse(a, a.AttributeClass!.TypeArguments[0], found.SemanticModel.Compilation))], isOfAssembly: true);
        Add("ErlCodecAttribute`2", static (found, _) => [.. found.Attributes.Select(a => OfHandCodec(a.AttributeClass!))], isOfAssembly: true);
        context.RegisterSourceOutput(all!.Value, WriteRegistration);

        // The same type may be named twice for an assembly, in one file or in two.
        void Add(string attribute, System.Func<GeneratorAttributeSyntaxContext, System.Threading.CancellationToken, Generated[]> make, bool isOfAssembly = false)
        {
            IncrementalValuesProvider<Generated> made = context.SyntaxProvider
                .ForAttributeWithMetadataName(Attributes.FullName(attribute), static (_, _) => true, (found, cancellation) => Guarded(found, () => make(found, cancellation)))
                .SelectMany(static (several, _) => several);
            IncrementalValueProvider<ImmutableArray<Generated>> collected = made.Collect();
            if (isOfAssembly)
            {
                context.RegisterSourceOutput(collected, static (output, several) => several.GroupBy(g => g.HintName).ToList().ForEach(g => WriteOne(output, g.First())));
            }
            else
            {
                context.RegisterSourceOutput(made, WriteOne);
            }

            all = all is { } before ? before.Combine(collected).Select(static (pair, _) => pair.Left.AddRange(pair.Right)) : collected;
        }
    }

    /// <summary>A fault of the generator's own is an error at the declaration that brought it about: as a warning, nothing at all would be generated.</summary>
    private static Generated[] Guarded(GeneratorAttributeSyntaxContext found, System.Func<Generated[]> make)
    {
        try
        {
            return make();
        }
        catch (System.Exception e) when (e is not System.OperationCanceledException)
        {
            return [Generated.Of("Failed_" + Identifiers.Hash(found.TargetSymbol.ToDisplayString()), "", [], [], [Problem.At(
                Diagnostics.Failure, found.TargetSymbol, found.TargetSymbol.ToDisplayString(), $"{e.GetType().Name}: {e.Message}")])];
        }
    }

    private static Generated OfHandCodec(INamedTypeSymbol attribute)
    {
        string type = Identifiers.NameOf(attribute.TypeArguments[0]), codec = Identifiers.NameOf(attribute.TypeArguments[1]);
        return Generated.Of("Hand_" + codec, "", [$"global::ErlDist.Mapping.ErlTypes.Register<{type}>({TypeForms.Codecs}ByHand<{type}>(new {codec}()));"], [], []);
    }

    private static void WriteOne(SourceProductionContext context, Generated generated)
    {
        foreach (Problem problem in generated.Problems.Items)
        {
            context.ReportDiagnostic(problem.ToDiagnostic());
        }

        if (generated.Source.Length > 0)
        {
            context.AddSource(generated.HintName, SourceText.From(generated.Source, Encoding.UTF8));
        }
    }

    private static void WriteRegistration(SourceProductionContext context, ImmutableArray<Generated> all)
    {
        foreach (IGrouping<string, Claim> shape in all.SelectMany(g => g.Claims.Items).GroupBy(c => c.Shape).Where(g => g.Select(c => c.Owner).Distinct().Count() > 1))
        {
            foreach (Claim claim in shape)
            {
                string other = shape.First(c => c.Owner != claim.Owner).Owner;
                context.ReportDiagnostic((claim.Where with { Arguments = new([shape.Key, claim.Owner, other]) }).ToDiagnostic());
            }
        }

        List<string> registrations = [.. all.SelectMany(g => g.Registrations.Items).Distinct().Select(r => "        " + r)];
        if (registrations.Count > 0)
        {
            context.AddSource("ErlTypesRegistration.g.cs", SourceText.From(
                $$"""
                // <auto-generated/>
                #nullable enable
                #pragma warning disable
                namespace ErlDist.Mapping.Generated;

                internal static class ErlTypesRegistration
                {
                    [global::System.Runtime.CompilerServices.ModuleInitializer]
                    internal static void Register()
                    {
                {{string.Join("\n", registrations)}}
                    }
                }

                """,
                Encoding.UTF8));
        }
    }
}
