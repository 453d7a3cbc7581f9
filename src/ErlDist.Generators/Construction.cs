using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static ErlDist.Generators.Identifiers;

namespace ErlDist.Generators;

/// <summary>How a value is made of its members: by the constructor that takes most of them, the others by being set.</summary>
internal sealed class Construction
{
    private readonly ShapeModel _model;
    private readonly IMethodSymbol _constructor;
    private readonly string _name;

    private Construction(ShapeModel model, IMethodSymbol constructor)
    {
        _model = model;
        _constructor = constructor;
        _name = NameOf(model.Type);
    }

    /// <summary>The members that are set only if they were there, since they have values of their own else.</summary>
    private IEnumerable<int> SetLater => Rest.Where(i => _model.Members[i].HasInitializer);

    private IEnumerable<int> Rest => Enumerable.Range(0, _model.Members.Count).Where(i => !_model.Members[i].IsComputed
        && (!_constructor.Parameters.Any(p => Takes(p, _model.Members[i])) || (_model.Members[i].IsRequired && !SetsRequired(_constructor))));

    /// <summary>Null where there is no way; then also which member stands in it.</summary>
    public static Construction? Find(ShapeModel model, out string obstacle)
    {
        obstacle = "";
        foreach (IMethodSymbol constructor in model.Type.InstanceConstructors
            .Where(c => IsInReach(c) && c.Parameters.All(p => model.Members.Any(m => Takes(p, m))))
            .OrderByDescending(c => c.Parameters.Length))
        {
            var found = new Construction(model, constructor);
            string? unset = found.Rest.Select(i => model.Members[i]).FirstOrDefault(m => !m.CanBeSet) is { } stuck ? Unset(stuck.Name) : found.UnknownRequired();
            if (unset is null)
            {
                return found;
            }

            obstacle = obstacle.Length > 0 ? obstacle : unset;
        }

        string? parameter = model.Type.InstanceConstructors.Where(IsInReach).OrderBy(c => c.Parameters.Length)
            .SelectMany(c => c.Parameters).FirstOrDefault(p => !model.Members.Any(m => Takes(p, m)))?.Name;
        obstacle = obstacle.Length > 0 ? obstacle
            : model.Members.FirstOrDefault(m => !m.CanBeSet) is { } last ? Unset(last.Name)
            : $"the parameter {parameter} of its constructor is no property that is read; give it a constructor without that";
        return null;
    }

    /// <summary>Whether generated code, which is in the same assembly, can call it.</summary>
    public static bool IsInReach(ISymbol member) => member.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal;

    private static string Unset(string member) =>
        $"{member} cannot be set; give it a setter or a constructor's parameter of its name, or mark it [ErlIgnore]";

    private static bool SetsRequired(IMethodSymbol constructor) =>
        constructor.GetAttributes().Any(a => a.AttributeClass?.Name == "SetsRequiredMembersAttribute");

    /// <summary>C# wants each required member to be set, which only those that are read can be.</summary>
    private string? UnknownRequired()
    {
        for (INamedTypeSymbol? type = SetsRequired(_constructor) ? null : _model.Type; type is not null; type = type.BaseType)
        {
            ISymbol? unknown = type.GetMembers().FirstOrDefault(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }
                && !_model.Members.Any(known => known.Name == m.Name && !known.IsComputed));
            if (unknown is not null)
            {
                return $"{unknown.Name} is required and none of what is read; leave 'required' out, or mark a constructor that sets it with [SetsRequiredMembers]";
            }
        }

        return null;
    }

    /// <summary>What a member is while nothing was read for it.</summary>
    public string Initial(int index)
    {
        IParameterSymbol? parameter = _constructor.Parameters.FirstOrDefault(p => Takes(p, _model.Members[index]));
        return DefaultOf(parameter);
    }

    /// <summary>The value of a parameter that nobody gives.</summary>
    public static string DefaultOf(IParameterSymbol? parameter) =>
        parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value } ? $"({NameOf(parameter.Type)})({Literal(value)})" : "default!";

    /// <summary>Statements that give <c>result</c>.</summary>
    /// <param name="wasRead">Whether a member was there.</param>
    public string Statements(System.Func<int, string> wasRead)
    {
        string arguments = string.Join(", ", _constructor.Parameters.Select(p => $"m{_model.Members.FindIndex(m => Takes(p, m))}"));
        string[] set = [.. Rest.Except(SetLater).Select(i => $"@{_model.Members[i].Name} = m{i}")];
        string made = $"        {_name} result = new {_name}({arguments}){(set.Length > 0 ? $" {{ {string.Join(", ", set)} }}" : "")};";
        return string.Join("\n", SetLater.Select(i => $"        if ({wasRead(i)}) {Setter(i)};").Prepend(made));
    }

    /// <summary>Declarations of setters that are for constructors only.</summary>
    public string Accessors() => string.Concat(SetLater.Where(IsInitOnly).Select(i => $$"""

            [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = "set_{{_model.Members[i].Name}}")]
            private static extern void Set{{i}}({{(_model.Type.IsValueType ? "ref " : "")}}{{NameOf(_model.Members[i].Property!.ContainingType)}} target, {{NameOf(_model.Members[i].Type)}} value);

        """));

    private static bool Takes(IParameterSymbol parameter, Member member) => parameter.RefKind == RefKind.None && !member.IsComputed
        && Member.Same(member.Name, parameter.Name) && SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type);

    private static string Literal(object value) => value switch
    {
        double number => Special(number, "double") ?? number.ToString("R", CultureInfo.InvariantCulture) + "d",
        float number => Special(number, "float") ?? number.ToString("R", CultureInfo.InvariantCulture) + "f",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? "default",
    };

    private static string? Special(double number, string type) =>
        double.IsNaN(number) ? type + ".NaN" : double.IsInfinity(number) ? $"{type}.{(number > 0 ? "Positive" : "Negative")}Infinity" : null;

    private bool IsInitOnly(int index) => _model.Members[index].Property!.SetMethod!.IsInitOnly;

    private string Setter(int index) => IsInitOnly(index)
        ? $"Set{index}({(_model.Type.IsValueType ? "ref " : "")}result, m{index})"
        : $"result.@{_model.Members[index].Name} = m{index}";
}
