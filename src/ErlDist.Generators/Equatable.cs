using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>A diagnostic as plain values, so that the compiler sees when nothing changed.</summary>
internal sealed record Problem(string Id, string Path, Microsoft.CodeAnalysis.Text.TextSpan Span, Microsoft.CodeAnalysis.Text.LinePositionSpan Lines, EquatableList<string> Arguments)
{
    internal static Problem At(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments)
    {
        Location location = symbol.Locations.FirstOrDefault(l => l.IsInSource) ?? Location.None;
        FileLinePositionSpan lines = location.GetLineSpan();
        return new Problem(descriptor.Id, lines.Path ?? "", location.SourceSpan, lines.Span, new EquatableList<string>(arguments));
    }

    internal Diagnostic ToDiagnostic() => Diagnostic.Create(
        Diagnostics.All.First(d => d.Id == Id), Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines), [.. Arguments.Items]);
}

/// <summary>A shape that nothing else may have: the text of it, who has it and where that stands.</summary>
internal sealed record Claim(string Shape, string Owner, Problem Where);

/// <summary>What is generated for one declaration.</summary>
internal sealed record Generated(
    string HintName, string Source, EquatableList<string> Registrations, EquatableList<Claim> Claims, EquatableList<Problem> Problems)
{
    internal static Generated Of(string name, string source, IEnumerable<string> registrations, IEnumerable<Claim> claims, IEnumerable<Problem> problems) =>
        new(Identifiers.HintName(name), source, new([.. registrations]), new([.. claims]), new([.. problems]));
}

/// <summary>A list that is equal to another of equal elements.</summary>
internal sealed class EquatableList<T>(IReadOnlyList<T> items) : IEquatable<EquatableList<T>>
{
    public IReadOnlyList<T> Items { get; } = items;

    public bool Equals(EquatableList<T>? other) => other is not null && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    public override int GetHashCode() => Items.Count;
}
