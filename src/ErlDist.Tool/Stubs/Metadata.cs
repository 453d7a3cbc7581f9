using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ErlDist.Tool.Stubs;

/// <summary>Attributes of ErlDist.Mapping and nullability, as metadata has them.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = MetadataOnly.Reason)]
internal static class Metadata
{
    private static readonly string[] s_shapes =
        ["ErlTupleAttribute", "ErlRecordAttribute", "ErlNativeRecordAttribute", "ErlMapAttribute", "ErlKeywordListAttribute", "ElixirStructAttribute", "ErlAtomAttribute", "ErlUnionAttribute"];

    public static CustomAttributeData? Find(this MemberInfo member, string attribute) => Find(member.GetCustomAttributesData(), attribute);

    public static CustomAttributeData? Find(this ParameterInfo parameter, string attribute) => Find(parameter.GetCustomAttributesData(), attribute);

    public static CustomAttributeData? Shape(this Type type) => s_shapes.Select(type.Find).FirstOrDefault(a => a is not null);

    public static string? Argument(this CustomAttributeData attribute) => attribute.ConstructorArguments.FirstOrDefault().Value as string;

    public static object? Named(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(n => n.MemberName == name).TypedValue.Value;

    /// <summary>The member of ErlForm that [ErlAs] names; Default where there is none.</summary>
    public static string Form(this CustomAttributeData? attribute) =>
        attribute?.ConstructorArguments.FirstOrDefault() is { ArgumentType: { } form, Value: { } value }
            ? form.GetFields(BindingFlags.Public | BindingFlags.Static).First(f => Equals(f.GetRawConstantValue(), value)).Name
            : "Default";

    /// <summary>Whether a reference is annotated as one that may be null: the compiler notes it at the member, or its surroundings.</summary>
    public static bool MayBeNull(this ParameterInfo parameter) =>
        MayBeNull(parameter.GetCustomAttributesData(), parameter.Member);

    public static bool MayBeNull(this PropertyInfo property) => MayBeNull(property.GetCustomAttributesData(), property.DeclaringType!);

    private static bool MayBeNull(IList<CustomAttributeData> own, MemberInfo around)
    {
        const string Nullable = "System.Runtime.CompilerServices.NullableAttribute", Context = "System.Runtime.CompilerServices.NullableContextAttribute";
        if (own.FirstOrDefault(a => a.AttributeType.FullName == Nullable) is { } attribute)
        {
            return attribute.ConstructorArguments[0].Value switch
            {
                byte flag => flag == 2,
                IReadOnlyList<CustomAttributeTypedArgument> { Count: > 0 } flags => flags[0].Value is (byte)2,
                _ => false,
            };
        }

        for (MemberInfo? place = around; place is not null; place = place.DeclaringType)
        {
            if (place.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.FullName == Context) is { } context)
            {
                return context.ConstructorArguments[0].Value is (byte)2;
            }
        }

        return false;
    }

    private static CustomAttributeData? Find(IList<CustomAttributeData> attributes, string attribute) =>
        attributes.FirstOrDefault(a => a.AttributeType is { Namespace: "ErlDist.Mapping" } type && type.Name.Split('`')[0] == attribute);
}
