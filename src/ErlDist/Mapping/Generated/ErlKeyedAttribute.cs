using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>What the shapes whose members have keys have in common.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ErlKeyedAttribute : ErlShapeAttribute
{
    private protected ErlKeyedAttribute()
    {
    }

    /// <summary>Whether a key that no member has is an error; else it is passed over, so that the other side may have more than this one.</summary>
    public bool RefuseUnknownKeys { get; set; }

    /// <summary>Whether a null is left out in place of being written. A key that is missing is read as null in any case.</summary>
    public bool OmitNulls { get; set; }
}
