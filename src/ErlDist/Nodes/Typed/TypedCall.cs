using ErlDist.Mapping;
using ErlDist.Services;

namespace ErlDist.Nodes.Typed;

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
