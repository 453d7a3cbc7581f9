using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>The codecs that [ErlCodec] names, in this assembly and in those that it refers to.</summary>
internal sealed class HandCodecs
{
    private const string Library = "ErlDist";
    private static readonly ConditionalWeakTable<Compilation, HandCodecs> s_known = new();
    private readonly Dictionary<ITypeSymbol, ITypeSymbol> _codecs = new(SymbolEqualityComparer.Default);

    private HandCodecs(Compilation compilation)
    {
        IEnumerable<IAssemblySymbol> others = compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == Library)));
        foreach (AttributeData attribute in others.Append(compilation.Assembly).SelectMany(Attributes.OfMapping))
        {
            if (attribute.AttributeClass is { Name: "ErlCodecAttribute", TypeArguments.Length: 2 } codec)
            {
                _codecs[codec.TypeArguments[0]] = codec.TypeArguments[1];
            }
        }
    }

    public static HandCodecs Of(Compilation compilation) => s_known.GetValue(compilation, static known => new HandCodecs(known));

    public ITypeSymbol? Find(ITypeSymbol type) => _codecs.TryGetValue(type, out ITypeSymbol? codec) ? codec : null;
}
