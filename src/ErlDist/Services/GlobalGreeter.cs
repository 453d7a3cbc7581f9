using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// <c>erldist_global</c> of a visible node: by it two nodes of this library know each other and exchange their names of <c>global</c>, for
/// neither begins what a BEAM node begins. A BEAM has no such process, and drops the greeting.
/// </summary>
internal sealed class GlobalGreeter(ProcessServices local) : ServiceProcess(local)
{
    /// <summary>The name that it is registered under.</summary>
    public static readonly Atom ServerName = Atom.Get("erldist_global");

    private static readonly Atom s_hello = Atom.Get("hello");

    /// <summary>A peer is a node of this library, with the version of its protocol.</summary>
    public required Action<Atom, Term> Greeted { get; init; }

    /// <summary>Tells a peer, if it is one, what this node is.</summary>
    public void Greet(Atom peer, int version) =>
        Local.Router.Answer(Signals.SendToName(Pid, ServerName), peer, Term.Tuple(s_hello, Local.NodeName, version));

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        Atom origin = message.Origin;
        var term = message.ToTerm();
        if (term is ErlTuple and [Atom { Name: "hello" }, Atom peer, ErlInteger version] && peer.Equals(origin))
        {
            Greeted(peer, version);
        }
        else
        {
            AnswersSystem(term, origin);
        }
    }
}
