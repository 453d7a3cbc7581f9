using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ErlDist.Generators;

/// <summary>One property of a declared type, or one member of a declared enum.</summary>
internal sealed class Member
{
    private Member(string name, string key, ITypeSymbol type)
    {
        Name = name;
        Key = key;
        Type = type;
    }

    public string Name { get; }

    public string Key { get; }

    public ITypeSymbol Type { get; }

    /// <summary>The property, where it is one.</summary>
    public IPropertySymbol? Property { get; private set; }

    /// <summary>The parameter of that name of one of the constructors.</summary>
    public IParameterSymbol? Parameter { get; private set; }

    public IReadOnlyList<string> Formerly { get; private set; } = [];

    /// <summary>Whether the key was written.</summary>
    public bool HasKey { get; private set; }

    /// <summary>The member of ErlForm.</summary>
    public string Form { get; private set; } = "Default";

    /// <summary>Written, and passed over when read.</summary>
    public bool IsComputed { get; private set; }

    /// <summary>Whether it may be missing in what is read.</summary>
    public bool IsOptional { get; private set; }

    /// <summary>The value that a parameter has where nobody gives one.</summary>
    public string Default => Construction.DefaultOf(Parameter);

    public bool IsNullable => Type.NullableAnnotation == NullableAnnotation.Annotated;

    /// <summary>Whether the property has a value of its own before it is set.</summary>
    public bool HasInitializer => Property is { IsRequired: false } && Property.DeclaringSyntaxReferences
        .Any(r => r.GetSyntax() is PropertyDeclarationSyntax { Initializer: not null });

    public bool IsRequired => Property?.IsRequired == true;

    public bool CanBeSet => Property?.SetMethod is { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal };

    /// <summary>The public properties, those of base types first, that are state and not marked [ErlIgnore].</summary>
    public static List<Member> Of(INamedTypeSymbol type, bool mayBeAbsent)
    {
        var members = new List<Member>();
        foreach (IPropertySymbol property in PropertiesOf(type))
        {
            // The last word is that of the most derived type, the place that of the first.
            int before = members.FindIndex(m => m.Name == property.Name);
            IParameterSymbol? parameter = ParameterOf(type, property);
            if (Has(property, parameter, "ErlIgnoreAttribute"))
            {
                members.RemoveAll(m => m.Name == property.Name);
                continue;
            }

            var member = new Member(property.Name, KeyOf(property, parameter), property.Type)
            {
                Property = property,
                Parameter = parameter,
                Formerly = Strings(Attributes.Named(Find(property, parameter, "ErlKeyAttribute"), "Formerly")),
                HasKey = Has(property, parameter, "ErlKeyAttribute"),
                Form = FormOf(Find(property, parameter, "ErlAsAttribute")),
                IsComputed = Has(property, parameter, "ErlComputedAttribute"),
            };
            member.IsOptional = member.IsComputed || (mayBeAbsent && member.IsNullable) || parameter is { HasExplicitDefaultValue: true } || member.HasInitializer;
            if (before >= 0)
            {
                members[before] = member;
            }
            else if (member.IsComputed || parameter is not null || property.SetMethod is not null || !IsComputation(property))
            {
                members.Add(member);
            }
        }

        return members;
    }

    public static List<Member> OfEnum(INamedTypeSymbol type) =>
    [
        .. type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).Select(f => new Member(
            f.Name, Attributes.Argument<string>(Attributes.Find(f, "ErlAtomNameAttribute")) ?? Identifiers.SnakeCase(f.Name), type)),
    ];

    public static Member OfTuple(IFieldSymbol element, int index) => new($"Item{index + 1}", "", element.Type);

    public static Member OfParameter(IParameterSymbol parameter) => new(parameter.Name, "", parameter.Type)
    {
        Parameter = parameter,
        Form = FormOf(Attributes.Find(parameter, "ErlAsAttribute")),
        IsOptional = parameter.HasExplicitDefaultValue,
    };

    public static bool IsCancellation(ITypeSymbol type) => type.ToDisplayString() == "System.Threading.CancellationToken";

    public static bool Same(string left, string right) => string.Equals(left, right, System.StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<IPropertySymbol> PropertiesOf(INamedTypeSymbol type)
    {
        // What an exception has of its own is no part of a message.
        bool isRoot = type.BaseType is null || type.BaseType.ContainingNamespace?.ToDisplayString() == "System";
        IEnumerable<IPropertySymbol> own = type.GetMembers().OfType<IPropertySymbol>().Where(p =>
            !p.IsStatic && !p.IsIndexer && p.DeclaredAccessibility == Accessibility.Public && p.GetMethod is { DeclaredAccessibility: Accessibility.Public }
            && !(isRoot && p.IsOverride));
        return isRoot ? own : PropertiesOf(type.BaseType!).Concat(own);
    }

    /// <summary>Without a field of its own there is nothing to keep.</summary>
    private static bool IsComputation(IPropertySymbol property) => !property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property) || f.Name == $"<{property.Name}>k__BackingField");

    private static IParameterSymbol? ParameterOf(INamedTypeSymbol type, IPropertySymbol property) => type.InstanceConstructors
        .Where(c => !c.IsImplicitlyDeclared || c.Parameters.Length != 1 || !SymbolEqualityComparer.Default.Equals(c.Parameters[0].Type, type))
        .OrderByDescending(c => c.Parameters.Length)
        .SelectMany(c => c.Parameters)
        .FirstOrDefault(p => Same(p.Name, property.Name) && SymbolEqualityComparer.Default.Equals(p.Type, property.Type));

    private static string KeyOf(IPropertySymbol property, IParameterSymbol? parameter) =>
        Attributes.Argument<string>(Find(property, parameter, "ErlKeyAttribute")) ?? Identifiers.SnakeCase(property.Name);

    private static AttributeData? Find(IPropertySymbol property, IParameterSymbol? parameter, string attribute) =>
        Attributes.Find(property, attribute) ?? Attributes.Find(parameter, attribute);

    private static bool Has(IPropertySymbol property, IParameterSymbol? parameter, string attribute) => Find(property, parameter, attribute) is not null;

    private static string[] Strings(TypedConstant? values) =>
        values is { IsNull: false } given ? [.. given.Values.Select(v => v.Value).OfType<string>()] : [];

    /// <summary>The name of the enum's member.</summary>
    internal static string FormOf(AttributeData? attribute) =>
        attribute?.ConstructorArguments.FirstOrDefault() is { Type: INamedTypeSymbol form, Value: { } value }
            ? form.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => Equals(f.ConstantValue, value))?.Name ?? $"{value}"
            : "Default";
}
