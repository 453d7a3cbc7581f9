using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary><c>net_kernel</c>: what <c>net_adm:ping/1</c> asks.</summary>
internal sealed class NetKernelProcess(ProcessServices local) : ServiceProcess(local)
{
    private static readonly Atom s_yes = Atom.Get("yes");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        var term = message.ToTerm();
        if (!AnswersSystem(term, message.Origin) && term is ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request])
        {
            Term reply = request is ErlTuple and [Atom { Name: "is_auth" }, _]
                ? s_yes
                : Term.Tuple(Atom.Error, Atom.Get("not_supported"));
            Reply(caller, tag, message.Origin, reply);
        }
    }
}
