using ErlDist.Connections;
using ErlDist.Mapping;

namespace ErlDist.Nodes.Typed;

/// <summary>A declared type as a message, written straight into what is sent.</summary>
/// <param name="codec">Its codec; null for a term, of whatever class.</param>
/// <param name="value">The value.</param>
/// <param name="scope">What surrounds encoding; null = nothing.</param>
internal readonly struct TypedMessage<T>(TermCodec<T>? codec, T value, Func<IDisposable>? scope = null) : IMessage
{
    /// <summary>A value of a declared type, or a term.</summary>
    public TypedMessage(T value)
        : this(value is Term ? null : ErlTypes.Codec<T>(), value)
    {
    }

    public void Write(ref TermWriter writer)
    {
        using IDisposable? entered = scope?.Invoke();
        if (codec is null)
        {
            writer.WriteTerm((value as Term)!);
        }
        else
        {
            codec.Write(ref writer, value);
        }
    }

    public Term ToTerm() => value as Term ?? MessageBytes.ToTerm(this);
}
