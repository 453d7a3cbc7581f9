using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>What can be wrong with a declaration before its members are looked at one by one.</summary>
internal static class Checks
{
    private const int MaxAtom = 255;

    public static IEnumerable<Problem> Of(ShapeModel model)
    {
        INamedTypeSymbol type = model.Type;
        if (model.IsPlain)
        {
            yield break;
        }

        if (IsOutOfReach(type))
        {
            yield return Problem.At(Diagnostics.Unreachable, type, type.Name);
        }
        else if (type.IsAbstract && model.Shape is (Shape.Tuple or Shape.Record or Shape.Keyed))
        {
            yield return Problem.At(Diagnostics.AbstractType, type, type.Name);
        }

        if (model.Shape is Shape.Keyed or Shape.Record or Shape.Enum)
        {
            string remedy = model.Shape == Shape.Enum ? "ErlAtomName(\"…\")" : "ErlKey(\"…\")";
            string[] fixedKeys = model.StructName is null ? [] : ["__struct__"];
            foreach (string twice in model.Members.SelectMany(m => m.Formerly.Append(m.Key)).Concat(fixedKeys).GroupBy(k => k).Where(g => g.Count() > 1).Select(g => g.Key))
            {
                yield return Problem.At(Diagnostics.DuplicateKey, type, type.Name, twice, remedy);
            }
        }

        foreach (Member keyed in model.Members.Where(m => model.Shape == Shape.Tuple && m.HasKey))
        {
            yield return Problem.At(Diagnostics.IdleKey, (ISymbol?)keyed.Property ?? type, $"{type.Name}.{keyed.Name}", type.Name);
        }

        foreach (string name in AtomsOf(model).Where(n => n.Length is 0 or > MaxAtom))
        {
            yield return Problem.At(Diagnostics.BadName, type, name, type.Name);
        }
    }

    /// <summary>Whether generated code cannot name the type.</summary>
    public static bool IsOutOfReach(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            bool isOpen = t.IsGenericType && !SymbolEqualityComparer.Default.Equals(t, type);
            if (isOpen || t.IsFileLocal || t.IsRefLikeType || t.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            {
                return true;
            }
        }

        return type.IsStatic;
    }

    private static IEnumerable<string> AtomsOf(ShapeModel model)
    {
        if (model.Tag is not null)
        {
            yield return model.Tag;
        }

        if (model.Module is not null)
        {
            yield return model.Module;
        }

        if (model.StructName is not null)
        {
            yield return model.StructName == ShapeModel.ElixirPrefix ? "" : model.StructName;
        }

        if (model.Shape is Shape.Enum or Shape.Record || (model.Shape == Shape.Keyed && model.Keys != "Strings"))
        {
            foreach (string key in model.Members.SelectMany(m => m.Formerly.Append(m.Key)))
            {
                yield return key;
            }
        }
    }
}
