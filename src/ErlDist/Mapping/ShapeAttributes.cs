namespace ErlDist.Mapping;

/// <summary>What a null in a declared type is in Erlang.</summary>
public enum NullAs
{
    /// <summary><c>undefined</c>, Erlang's custom.</summary>
    Undefined,

    /// <summary><c>nil</c>, Elixir's custom.</summary>
    Nil,
}

/// <summary>What the declarations of a .NET type's Erlang shape have in common. Encoding and decoding are generated at build time.</summary>
/// <remarks>The members are the public properties, in the order of their declaration; those of a record's head are named there.</remarks>
public abstract class ErlShapeAttribute : Attribute
{
    /// <summary>Only the shapes declared here.</summary>
    private protected ErlShapeAttribute()
    {
    }

    /// <summary>What a null is in Erlang.</summary>
    public NullAs NullAs { get; set; }
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

/// <summary>A map whose keys are the members' names in snake_case: atoms, or binaries with <see cref="StringKeys"/>.</summary>
/// <remarks>Nothing in a map says what it is, so it becomes this type only where this type is asked for.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErlMapAttribute : ErlShapeAttribute
{
    /// <summary>Whether keys are binaries of UTF-8 in place of atoms.</summary>
    public bool StringKeys { get; set; }
}

/// <summary>An Elixir struct: a map of atoms with <c>__struct__</c>. A null is <c>nil</c>, unless said otherwise.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ElixirStructAttribute : ErlShapeAttribute
{
    /// <summary>Declares it.</summary>
    /// <param name="module">Its module as Elixir names it, as in <c>MyApp.User</c>.</param>
    public ElixirStructAttribute(string module)
    {
        Module = module;
        NullAs = NullAs.Nil;
    }

    /// <summary>Its module as Elixir names it.</summary>
    public string Module { get; }
}

/// <summary>An enum as atoms: its members' names in snake_case.</summary>
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

/// <summary>A member's key in a map, where it is not its name in snake_case.</summary>
/// <param name="name">The key.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ErlKeyAttribute(string name) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// A codec written by hand, for a type that can't be declared itself: with it, members of declared types may be of that type, in
/// this assembly and in those that refer to it.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ErlCodecAttribute<T, TCodec> : Attribute
    where TCodec : TermCodec<T>, new();
