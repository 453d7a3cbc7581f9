using ErlDist.Mapping.Generated;
using ErlDist.Services;

namespace ErlDist.Nodes.Typed;

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
