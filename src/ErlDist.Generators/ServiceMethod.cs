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
        var methods = new List<IMethodSymbol>();
        foreach (IMethodSymbol method in TypesOf(type).SelectMany(t => t.GetMembers()).OfType<IMethodSymbol>().Where(m => IsCallable(m) && !IsDisposal(m, type)))
        {
            // A class's own method counts in place of the inherited one that it hides.
            if (type.TypeKind == TypeKind.Interface || !methods.Any(m => m.Name == method.Name && SameParameters(m, method)))
            {
                methods.Add(method);
            }
        }

        return [.. methods.Select(Of)];
    }

    /// <summary>What else an implementation of the interface must have, so that a proxy cannot do without.</summary>
    public static IEnumerable<ISymbol> OthersThatAProxyMustHave(INamedTypeSymbol type) => TypesOf(type).SelectMany(t => t.GetMembers())
        .Where(m => m.IsAbstract && (m is IPropertySymbol or IEventSymbol
            || (m is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && !IsCallable(method))));

    /// <summary>Dispose and DisposeAsync, where the interface has them.</summary>
    public static IEnumerable<IMethodSymbol> Disposals(INamedTypeSymbol type) =>
        type.AllInterfaces.Where(IsForDisposal).SelectMany(i => i.GetMembers()).OfType<IMethodSymbol>();

    /// <summary>The type, and what it inherits from: interfaces, or classes of its own assembly.</summary>
    private static IEnumerable<INamedTypeSymbol> TypesOf(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return type.AllInterfaces.Where(i => !IsForDisposal(i)).Prepend(type);
        }

        var types = new List<INamedTypeSymbol>();
        for (INamedTypeSymbol? t = type; t is not null && SymbolEqualityComparer.Default.Equals(t.ContainingAssembly, type.ContainingAssembly); t = t.BaseType)
        {
            types.Add(t);
        }

        return types;
    }

    private static bool IsForDisposal(INamedTypeSymbol type) => type.ToDisplayString() is "System.IAsyncDisposable" or "System.IDisposable";

    private static bool IsDisposal(IMethodSymbol method, INamedTypeSymbol type) => type.TypeKind != TypeKind.Interface && method.Parameters.Length == 0
        && method.Name is "Dispose" or "DisposeAsync" && type.AllInterfaces.Any(IsForDisposal);

    private static bool IsCallable(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary && !method.IsOverride && method.DeclaredAccessibility == Accessibility.Public
        && !method.IsImplicitlyDeclared && Attributes.Find(method, "ErlIgnoreAttribute") is null;

    private static bool SameParameters(IMethodSymbol one, IMethodSymbol other) => one.Parameters.Length == other.Parameters.Length
        && one.Parameters.Zip(other.Parameters, (a, b) => SymbolEqualityComparer.Default.Equals(a.Type, b.Type)).All(same => same);

    /// <summary>What keeps the method from being called; null where nothing does.</summary>
    public string? Objection(bool isModule) =>
        Symbol.IsGenericMethod ? "a generic method has no fixed arguments; make one for each type"
        : Symbol.Parameters.Any(p => p.RefKind != RefKind.None) ? "ref, in and out have no meaning over a network; give the results in the return value"
        : Symbol.IsStatic && Symbol.ContainingType.TypeKind == TypeKind.Interface ? "a static member cannot be called by a proxy; mark it [ErlIgnore] or move it"
        : Name.Length is 0 or > 255 ? "its name is no atom's, which has 1 to 255 characters"
        : IsCast && Call is not null ? "it is declared as [ErlCall] and as [ErlCast]: keep one of them"
        : IsStream && Attributes.Named(Call, "Reply") is not null ? "ErlReply says nothing of a stream, whose items come one by one: leave it out"
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
