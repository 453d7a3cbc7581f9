using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>The types of a compilation that have a shape, for unions to find those that derive from them.</summary>
internal sealed class DeclaredTypes
{
    private static readonly ConditionalWeakTable<Compilation, DeclaredTypes> s_known = new();
    private readonly List<INamedTypeSymbol> _types = [];
    private readonly List<INamedTypeSymbol> _generic = [];

    private DeclaredTypes(INamespaceSymbol root) => AddFrom(root);

    public static DeclaredTypes Of(Compilation compilation) =>
        s_known.GetValue(compilation, static known => new DeclaredTypes(known.Assembly.GlobalNamespace));

    /// <summary>The cases of a union, the most derived first.</summary>
    public IEnumerable<INamedTypeSymbol> Under(INamedTypeSymbol union) => _types
        .Where(t => !t.IsAbstract && DepthBelow(t, union) > 0)
        .OrderByDescending(t => DepthBelow(t, union))
        .ThenBy(t => t.ToDisplayString(), System.StringComparer.Ordinal);

    /// <summary>Generic types that a union cannot have as cases.</summary>
    public IEnumerable<INamedTypeSymbol> GenericUnder(INamedTypeSymbol union) => _generic.Where(t => !t.IsAbstract && DepthBelow(t, union) > 0);

    private static int DepthBelow(INamedTypeSymbol type, INamedTypeSymbol union)
    {
        int depth = 0;
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType, depth++)
        {
            if (SymbolEqualityComparer.Default.Equals(t, union))
            {
                return depth;
            }
        }

        return type.AllInterfaces.Contains(union, SymbolEqualityComparer.Default) ? depth : 0;
    }

    private void AddFrom(INamespaceOrTypeSymbol place)
    {
        foreach (ISymbol member in place.GetMembers())
        {
            if (member is INamedTypeSymbol type && Attributes.ShapeOf(type) is not null)
            {
                (type.IsGenericType ? _generic : _types).Add(type);
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                AddFrom(inner);
            }
        }
    }
}
