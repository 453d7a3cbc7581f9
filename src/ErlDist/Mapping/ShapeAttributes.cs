using ErlDist.Mapping.Generated;

namespace ErlDist.Mapping;

/// <summary>What a null in a declared type is in Erlang.</summary>
public enum NullAs
{
    /// <summary><c>undefined</c>, Erlang's custom.</summary>
    Undefined,

    /// <summary><c>nil</c>, Elixir's custom.</summary>
    Nil,
}

/// <summary>A tagged tuple: <c>{Tag, Member1, Member2, …}</c>.</summary>
/// <param name="tag">The first element, an atom.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErlTupleAttribute(string tag) : ErlShapeAttribute
{
    /// <summary>The first element, an atom.</summary>
    public string Tag { get; } = tag;
}

/// <summary>An Erlang record, which is the tuple <c>{Name, Field1, Field2, …}</c>: the members are its fields in their order.</summary>
/// <param name="name">The record's name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErlRecordAttribute(string name) : ErlShapeAttribute
{
    /// <summary>The record's name.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// A native record, which OTP has since release 29: <c>#module:name{member_one = …}</c>, its fields the members' names in snake_case.
/// </summary>
/// <remarks>
/// The fields are written in the order of the members, which must be that of the definition (<c>-record #name{…}</c> of the module):
/// two records are equal only if their fields have one order. They are read by their names. Releases before 29 cannot read them.
/// </remarks>
/// <param name="module">The module that defines it.</param>
/// <param name="name">Its name there.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErlNativeRecordAttribute(string module, string name) : ErlShapeAttribute
{
    /// <summary>The module that defines it.</summary>
    public string Module { get; } = module;

    /// <summary>Its name there.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the module exports the definition (<c>-export_record</c>), as what is written says. Both are read.</summary>
    public bool IsExported { get; set; } = true;

    /// <summary>Whether a field that no member has is an error; else it is passed over.</summary>
    public bool RefuseUnknownKeys { get; set; }
}

/// <summary>A map whose keys are the members' names in snake_case: atoms, or binaries with <see cref="StringKeys"/>.</summary>
/// <remarks>Nothing in a map says what it is, so it becomes this type only where this type is asked for.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErlMapAttribute : ErlKeyedAttribute
{
    /// <summary>Whether keys are binaries of UTF-8 in place of atoms.</summary>
    public bool StringKeys { get; set; }
}

/// <summary>
/// A keyword list, as Elixir calls it, or proplist: <c>[{key, Value}, …]</c>, the keys as in a map. Read, a bare atom is
/// <c>{Atom, true}</c>, and the first of equal keys counts.
/// </summary>
/// <remarks>Nothing in a list says what it is, so it becomes this type only where this type is asked for.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErlKeywordListAttribute : ErlKeyedAttribute;

/// <summary>An Elixir struct: a map of atoms with <c>__struct__</c>. A null is <c>nil</c>, unless said otherwise.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ElixirStructAttribute : ErlKeyedAttribute
{
    /// <summary>Declares it.</summary>
    /// <param name="module">Its module as Elixir names it, as in <c>MyApp.User</c>; <c>Elixir.MyApp.User</c> is the same.</param>
    public ElixirStructAttribute(string module)
    {
        Module = module;
        NullAs = NullAs.Nil;
    }

    /// <summary>Its module as Elixir names it.</summary>
    public string Module { get; }
}

/// <summary>
/// A base type or an interface whose cases are the declared types of its assembly that derive from it, told apart by tag and arity
/// or by struct: <c>{circle, Radius} | {square, Side}</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface)]
public sealed class ErlUnionAttribute : Attribute;

/// <summary>An enum as atoms: its members' names in snake_case. An enum with <see cref="FlagsAttribute"/> is a list of atoms.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class ErlAtomAttribute : Attribute;

/// <summary>An enum member's atom, where it is not its name in snake_case.</summary>
/// <param name="name">The atom.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ErlAtomNameAttribute(string name) : Attribute
{
    /// <summary>The atom.</summary>
    public string Name { get; } = name;
}

/// <summary>A member's key in a map or a keyword list, where it is not its name in snake_case.</summary>
/// <param name="name">The key.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ErlKeyAttribute(string name) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>Keys that it had before: they are read, and never written.</summary>
    public string[] Formerly { get; set; } = [];
}

/// <summary>A member, or a parameter of a service, that is something else in Erlang than its type says; in collections, its elements.</summary>
/// <param name="form">What it is.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class ErlAsAttribute(ErlForm form) : Attribute
{
    /// <summary>What it is.</summary>
    public ErlForm Form { get; } = form;
}

/// <summary>A public property that is no part of the shape, or a method that is no part of a service or a module.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Method)]
public sealed class ErlIgnoreAttribute : Attribute;

/// <summary>
/// A property that is written and not read: others make its value, which the other side still wants to see. Without it, a property
/// that has no field of its own is no part of the shape.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ErlComputedAttribute : Attribute;

/// <summary>
/// Has the codec of a type generated that is none of yours to declare, as <c>List&lt;Order&gt;</c>, where it stands alone: in
/// <c>ErlTypes.ToTerm</c> or a typed call.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ErlTypeAttribute<T> : Attribute;

/// <summary>
/// A codec written by hand, for a type that cannot be declared itself: with it, members of declared types may be of that type, in
/// this assembly and in those that refer to it.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ErlCodecAttribute<T, TCodec> : Attribute
    where TCodec : TermCodec<T>, new();
