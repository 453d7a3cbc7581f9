using ErlDist.Mapping;
using ErlDist.Services;
using ErlDist.Terms;

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

/// <summary>A gen call of declared types.</summary>
internal readonly struct TypedCall<TRequest, TReply>(TypedMessage<TRequest> request, TermCodec<TReply> reply) : IGenCall<TReply>
{
    public void Write(ref TermWriter writer) => request.Write(ref writer);

    public TReply Read(ref TermReader reader, out Exception? error)
    {
        error = null;
        TReply value = reply.Read(ref reader);
        return reader.AtEnd ? value : throw new TermFormatException("bytes behind the term", reader.Consumed);
    }
}

/// <summary>The call of a service's method.</summary>
internal readonly struct ServiceCall<TRequest, TReply>(
    TypedMessage<TRequest> request, ErlReplies<TReply> replies, Func<IDisposable>? scope) : IGenCall<TReply>
{
    public void Write(ref TermWriter writer) => request.Write(ref writer);

    public TReply Read(ref TermReader reader, out Exception? error)
    {
        using IDisposable? entered = scope?.Invoke();
        return replies.Read(ref reader, out error);
    }
}

/// <summary><c>{'$gen_cast', Message}</c></summary>
internal readonly struct GenCastMessage<TMessage>(TMessage message) : IMessage
    where TMessage : IMessage
{
    public void Write(ref TermWriter writer)
    {
        writer.Descend();
        writer.WriteTupleHeader(2);
        writer.WriteAtom(SystemMessages.GenCast);
        message.Write(ref writer);
        writer.Ascend();
    }

    public Term ToTerm() => Term.Tuple(SystemMessages.GenCast, message.ToTerm());
}
