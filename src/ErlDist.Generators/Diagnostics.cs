using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>What the generator has to complain about.</summary>
internal static class Diagnostics
{
    internal static readonly DiagnosticDescriptor UnsupportedMember = Error(
        "ERLD001", "No Erlang form for the type of a member", "{0} is of type {1}, which has no form in Erlang: use a type of the mapping table, a Term, or declare that type, too");

    internal static readonly DiagnosticDescriptor DuplicateKey = Error(
        "ERLD002", "A key or an atom comes twice", "{0} uses '{1}' for more than one member");

    internal static readonly DiagnosticDescriptor NoConstructor = Error(
        "ERLD003", "A declared type cannot be made", "{0} can be made neither by a constructor that takes all its public properties nor by setting each of them");

    internal static readonly DiagnosticDescriptor Unreachable = Error(
        "ERLD004", "A declared type cannot be reached", "{0} must be public or internal, not generic and in no generic type, so that generated code can use it");

    internal static readonly DiagnosticDescriptor DuplicateTag = Error(
        "ERLD005", "Two types have the same tag", "'{0}' is declared by more than one type: nothing would tell which one arrives");

    internal static readonly DiagnosticDescriptor BadName = Error(
        "ERLD006", "No name for an atom", "'{0}' of {1} is no atom's name: an atom has at most 255 characters, and a tag at least one");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "ErlDist", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
