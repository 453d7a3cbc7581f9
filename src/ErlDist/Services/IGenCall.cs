using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Processes;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>A request of a gen call and the way its reply is read: neither needs to be a term.</summary>
/// <typeparam name="TReply">The reply.</typeparam>
internal interface IGenCall<TReply>
{
    /// <summary>Writes the request as one term without version byte. It may be asked twice.</summary>
    void Write(ref TermWriter writer);

    /// <summary>Reads the reply, on the loop that reads the connection. What it throws fails the call, too.</summary>
    /// <param name="reader">Stands before the reply.</param>
    /// <param name="error">What the reply says that went wrong; null where it is the reply that was asked for.</param>
    TReply Read(ref TermReader reader, out Exception? error);
}

/// <summary>A call in terms.</summary>
internal readonly struct TermCall(Term request) : IGenCall<Term>
{
    public void Write(ref TermWriter writer) => writer.WriteTerm(request);

    public Term Read(ref TermReader reader, out Exception? error)
    {
        error = null;
        return reader.ReadTerm();
    }
}

/// <summary><c>{Label, {Caller, [alias | Reference]}, Request}</c></summary>
internal readonly struct GenCallMessage<TCall, TReply>(Atom label, Pid caller, Reference reference, TCall call) : IMessage
    where TCall : IGenCall<TReply>
{
    public void Write(ref TermWriter writer)
    {
        writer.Descend();
        GenCall.WriteHead(ref writer, label, caller, reference);
        call.Write(ref writer);
        writer.Ascend();
    }

    public Term ToTerm() => MessageBytes.ToTerm(this);
}
