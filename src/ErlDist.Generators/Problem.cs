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
