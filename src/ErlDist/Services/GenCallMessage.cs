using ErlDist.Connections;
using ErlDist.Embedding;

namespace ErlDist.Services;

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
