using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using static ErlDist.Generators.Identifiers;

namespace ErlDist.Generators;

/// <summary>One method of a service or a module.</summary>
internal sealed class ServiceMethod
{
    private ServiceMethod(IMethodSymbol symbol, string name, AttributeData? call)
    {
        Symbol = symbol;
        Name = name;
        Call = call;
        (Result, Wrapper) = ResultOf(symbol.ReturnType);
    }

    public IMethodSymbol Symbol { get; }

    /// <summary>The tag or the function's name.</summary>
    public string Name { get; }

    public bool IsCast { get; private set; }

    /// <summary>The type of the value; null where there is none.</summary>
    public ITypeSymbol? Result { get; }

    /// <summary>ValueTask, Task, IAsyncEnumerable; empty where it is none of them.</summary>
    public string Wrapper { get; }

    public bool IsStream => Wrapper == "IAsyncEnumerable";

    public AttributeData? Call { get; }

    public int Timeout => Attributes.Named(Call, "TimeoutMilliseconds")?.Value as int? ?? 0;

    public string Reply => Attributes.Named(Call, "Reply")?.Value is 1 ? "Ok" : "Plain";

    public IEnumerable<IParameterSymbol> Arguments => Symbol.Parameters.Where(p => !Member.IsCancellation(p.Type));

    public string? Cancellation => Symbol.Parameters.FirstOrDefault(p => Member.IsCancellation(p.Type))?.Name;

    public int Required => Arguments.Count(p => !p.HasExplicitDefaultValue);

    public string Arity => Required == Arguments.Count() ? $"{Name}/{Required}" : $"{Name}/{Required}..{Arguments.Count()}";

    /// <summary>The value's type as generated code names it.</summary>
    public string ResultName => Result is null ? "global::ErlDist.Mapping.Generated.ErlNothing" : NameOf(Result);

    /// <summary>Whether the value itself may be a tuple of two that begins with ok or error.</summary>
    public bool IsRaw => Result is INamedTypeSymbol type && (type.IsTupleType || type.Name == "ErlResult"
        || TypeForms.IsTerm(type)
        || Attributes.ShapeOf(type) is { AttributeClass.Name: "ErlUnionAttribute" }
        || Attributes.Argument<string>(Attributes.ShapeOf(type)) is "ok" or "error");

    public static List<ServiceMethod> Of(INamedTypeSymbol type)
    {
        IEnumerable<INamedTypeSymbol> types = type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Where(i => i.ToDisplayString() != "System.IAsyncDisposable").Prepend(type) : [type];
        return [.. types.SelectMany(t => t.GetMembers()).OfType<IMethodSymbol>()
            .Where(m => m.MethodKind == MethodKind.Ordinary && !m.IsOverride && m.DeclaredAccessibility == Accessibility.Public)
            .Where(m => !m.IsImplicitlyDeclared && Attributes.Find(m, "ErlIgnoreAttribute") is null)
            .Select(Of)];
    }

    /// <summary>What keeps the method from being called; null where nothing does.</summary>
    public string? Objection(bool isModule) =>
        Symbol.IsGenericMethod ? "a generic method has no fixed arguments; make one for each type"
        : Symbol.Parameters.Any(p => p.RefKind != RefKind.None) ? "ref, in and out have no meaning over a network; give the results in the return value"
        : Symbol.IsStatic && Symbol.ContainingType.TypeKind == TypeKind.Interface ? "a static member cannot be called by a proxy; mark it [ErlIgnore] or move it"
        : Name.Length is 0 or > 255 ? "its name is no atom's, which has 1 to 255 characters"
        : IsCast && (Result is not null || Wrapper.Length == 0) ? "a cast has no result: return ValueTask or Task"
        : isModule && IsStream ? "a function cannot give a stream; use [ErlService]"
        : !isModule && Wrapper.Length == 0 ? "it must return ValueTask<T>, ValueTask, Task<T>, Task or IAsyncEnumerable<T>"
        : null;

    private static ServiceMethod Of(IMethodSymbol symbol)
    {
        AttributeData? cast = Attributes.Find(symbol, "ErlCastAttribute"), call = Attributes.Find(symbol, "ErlCallAttribute");
        string name = symbol.Name.EndsWith("Async", System.StringComparison.Ordinal) && symbol.Name.Length > 5
            ? symbol.Name.Substring(0, symbol.Name.Length - 5) : symbol.Name;
        return new ServiceMethod(symbol, Attributes.Argument<string>(cast ?? call) ?? SnakeCase(name), call) { IsCast = cast is not null };
    }

    private static (ITypeSymbol?, string) ResultOf(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Void } => (null, ""),
        INamedTypeSymbol { Name: "ValueTask" or "Task" } task when task.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks" =>
            (task.TypeArguments.FirstOrDefault(), task.Name),
        INamedTypeSymbol { Name: "IAsyncEnumerable", TypeArguments.Length: 1 } stream => (stream.TypeArguments[0], stream.Name),
        _ => (type, ""),
    };
}
