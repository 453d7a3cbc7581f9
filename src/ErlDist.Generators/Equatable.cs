using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>A diagnostic as plain values, so that the compiler sees when nothing changed.</summary>
internal sealed record Problem(string Id, string Path, Microsoft.CodeAnalysis.Text.TextSpan Span, Microsoft.CodeAnalysis.Text.LinePositionSpan Lines, string First, string Second)
{
    internal static Problem At(DiagnosticDescriptor descriptor, ISymbol symbol, string first, string second = "")
    {
        Location location = symbol.Locations.FirstOrDefault() ?? Location.None;
        FileLinePositionSpan lines = location.GetLineSpan();
        return new Problem(descriptor.Id, lines.Path ?? "", location.SourceSpan, lines.Span, first, second);
    }

    internal Diagnostic ToDiagnostic(DiagnosticDescriptor descriptor) =>
        Diagnostic.Create(descriptor, Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines), First, Second);
}

/// <summary>What is generated for one declared type.</summary>
internal sealed record Generated(string TypeName, string CodecName, string Source, string Registration, string Tag, Problem? Where, EquatableList<Problem> Problems);

/// <summary>A list that is equal to another of equal elements.</summary>
internal sealed class EquatableList<T>(IReadOnlyList<T> items) : IEquatable<EquatableList<T>>
{
    public IReadOnlyList<T> Items { get; } = items;

    public bool Equals(EquatableList<T>? other) => other is not null && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    public override int GetHashCode() => Items.Count;
}
