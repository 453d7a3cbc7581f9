using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>.NET's collections: which codec each has, and how it is made of a list or a dictionary.</summary>
internal sealed class CollectionForms
{
    private const string Generic = "System.Collections.Generic.";
    private const string Immutable = "System.Collections.Immutable.";
    private static readonly Dictionary<string, CollectionForms> s_all = new()
    {
        [Generic + "List"] = new("Sequence", "all"),
        [Generic + "IList"] = new("Sequence", "all"),
        [Generic + "ICollection"] = new("Sequence", "all"),
        [Generic + "IReadOnlyList"] = new("Sequence", "all"),
        [Generic + "IReadOnlyCollection"] = new("Sequence", "all"),
        [Generic + "IEnumerable"] = new("Sequence", "all"),
        [Immutable + "ImmutableArray"] = new("ImmutableArray", ""),
        [Immutable + "ImmutableList"] = new("Sequence", $"global::{Immutable}ImmutableList.CreateRange(all)"),
        [Immutable + "IImmutableList"] = new("Sequence", $"global::{Immutable}ImmutableList.CreateRange(all)"),
        [Generic + "HashSet"] = new("Set", $"new global::{Generic}HashSet<T>(all)"),
        [Generic + "ISet"] = new("Set", $"new global::{Generic}HashSet<T>(all)"),
        [Generic + "IReadOnlySet"] = new("Set", $"new global::{Generic}HashSet<T>(all)"),
        [Generic + "SortedSet"] = new("Set", $"new global::{Generic}SortedSet<T>(all)"),
        [Immutable + "ImmutableHashSet"] = new("Set", $"global::{Immutable}ImmutableHashSet.CreateRange(all)"),
        [Immutable + "IImmutableSet"] = new("Set", $"global::{Immutable}ImmutableHashSet.CreateRange(all)"),
        [Immutable + "ImmutableSortedSet"] = new("Set", $"global::{Immutable}ImmutableSortedSet.CreateRange(all)"),
        ["System.Collections.Frozen.FrozenSet"] = new("Set", "global::System.Collections.Frozen.FrozenSet.ToFrozenSet(all)"),
        [Generic + "Dictionary"] = new("Map", "all"),
        [Generic + "IDictionary"] = new("Map", "all"),
        [Generic + "IReadOnlyDictionary"] = new("Map", "all"),
        [Generic + "SortedDictionary"] = new("Map", $"new global::{Generic}SortedDictionary<T, U>(all)"),
        [Immutable + "ImmutableDictionary"] = new("Map", $"global::{Immutable}ImmutableDictionary.CreateRange(all)"),
        [Immutable + "IImmutableDictionary"] = new("Map", $"global::{Immutable}ImmutableDictionary.CreateRange(all)"),
        [Immutable + "ImmutableSortedDictionary"] = new("Map", $"global::{Immutable}ImmutableSortedDictionary.CreateRange(all)"),
        ["System.Collections.Frozen.FrozenDictionary"] = new("Map", "global::System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(all)"),
    };

    private readonly string _make;

    private CollectionForms(string kind, string make)
    {
        Kind = kind;
        _make = make;
    }

    /// <summary>The method of TermCodecs.</summary>
    public string Kind { get; }

    public static CollectionForms? Find(INamedTypeSymbol type) =>
        s_all.TryGetValue($"{type.ContainingNamespace.ToDisplayString()}.{type.Name}", out CollectionForms? found) ? found : null;

    /// <summary>Makes the collection of <c>all</c>.</summary>
    public string Make(INamedTypeSymbol type) => _make
        .Replace("<T, U>", $"<{string.Join(", ", type.TypeArguments.Select(Identifiers.NameOf))}>")
        .Replace("<T>", $"<{Identifiers.NameOf(type.TypeArguments[0])}>");
}
