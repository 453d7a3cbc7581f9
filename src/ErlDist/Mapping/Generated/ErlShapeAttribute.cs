using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>What the declarations of a .NET type's Erlang shape have in common. Encoding and decoding are generated at build time.</summary>
/// <remarks>
/// The members are the public properties, those of base types first, in the order of their declaration; those of a record's head are
/// named there. docs/types.md has it all.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ErlShapeAttribute : Attribute
{
    /// <summary>Only the shapes declared here.</summary>
    private protected ErlShapeAttribute()
    {
    }

    /// <summary>What a null is in Erlang.</summary>
    public NullAs NullAs { get; set; }
}
