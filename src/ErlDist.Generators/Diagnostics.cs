using Microsoft.CodeAnalysis;

namespace ErlDist.Generators;

/// <summary>What the generator has to complain about; docs/diagnostics.md has a section on each.</summary>
internal static class Diagnostics
{
    internal static readonly DiagnosticDescriptor UnsupportedMember = Error(
        "ERLD001", "No Erlang form for the type of a member", "{0} is of type {1}, which has no form in Erlang: {2}");

    internal static readonly DiagnosticDescriptor DuplicateKey = Error(
        "ERLD002", "A key or an atom comes twice", "{0} uses '{1}' for more than one member: give one of them another name with [{2}]");

    internal static readonly DiagnosticDescriptor NoConstructor = Error(
        "ERLD003", "A declared type cannot be made", "{0} can be made neither by a constructor that takes its public properties nor by setting them: {1}");

    internal static readonly DiagnosticDescriptor Unreachable = Error(
        "ERLD004", "A declared type cannot be reached", "{0} must be public or internal, not static, in no generic type and no ref struct, so that generated code can use it");

    internal static readonly DiagnosticDescriptor DuplicateTag = Error(
        "ERLD005", "Two types have the same shape", "{0} is declared by {1} and by {2}: nothing would tell which one arrives; change the tag or the number of members of one");

    internal static readonly DiagnosticDescriptor BadName = Error(
        "ERLD006", "No name for an atom", "'{0}' of {1} is no atom's name: an atom has at most 255 characters, and a tag at least one");

    internal static readonly DiagnosticDescriptor TwoShapes = Error(
        "ERLD007", "Two shapes for one type", "{0} is declared with {1}: keep one of them, since a type has one shape");

    internal static readonly DiagnosticDescriptor AbstractType = Error(
        "ERLD008", "A declared type is abstract", "{0} is abstract, so none can be made of what arrives: declare the types that derive from it, and {0} itself with [ErlUnion] if members are of that type");

    internal static readonly DiagnosticDescriptor EmptyUnion = Error(
        "ERLD009", "A union that nothing can be told by", "{0} is a union, but {1}");

    internal static readonly DiagnosticDescriptor BadService = Error(
        "ERLD010", "A service's method that cannot be called", "{0}: {1}");

    internal static readonly DiagnosticDescriptor IdleKey = Error(
        "ERLD011", "A key where there are none", "{0} has [ErlKey], but the members of a tuple have places and no keys: leave it out, or declare {1} with [ErlMap]");

    internal static readonly DiagnosticDescriptor Failure = Error(
        "ERLD012", "The generator failed", "Nothing is generated for {0}, since the generator failed: {1}. Please report it with the declaration; until then declare it otherwise");

    /// <summary>All of them, by their id.</summary>
    internal static readonly DiagnosticDescriptor[] All =
    [
        UnsupportedMember, DuplicateKey, NoConstructor, Unreachable, DuplicateTag, BadName, TwoShapes, AbstractType, EmptyUnion, BadService, IdleKey, Failure,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "ErlDist", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
