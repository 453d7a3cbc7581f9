using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>
/// <c>pg</c> of a visible node: a peer's scope process that discovers it learns that it has no groups of its own.
/// </summary>
internal sealed class PgProcess(ErlangNode node) : ServiceProcess(node)
{
    private static readonly Atom s_sync = new("sync");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        // Newer releases add the version of their protocol.
        if (message.ToTerm() is ErlTuple and [Atom { Name: "discover" }, Pid peer, ..])
        {
            Send(peer, message.Origin, Term.Tuple(SystemMessages.GenCast, Term.Tuple(s_sync, Pid, ErlList.Empty)));
        }
    }
}
