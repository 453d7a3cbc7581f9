using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>A case of a union, made by <see cref="TermCodecs.Case{TUnion, T}"/>.</summary>
/// <typeparam name="T">The union.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ErlCase<T>
{
    private protected ErlCase()
    {
    }

    internal abstract string Text { get; }

    internal abstract bool TryWrite(ref TermWriter writer, T value);

    internal abstract bool Is(in ErlTypes.TermHead head);

    internal abstract T Read(ref TermReader reader);
}
