using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>
/// <c>global_name_server</c> of a visible node, as far as its peers wait for it: it holds no names. A peer that begins to
/// synchronize is told at once that this node is in sync with it, so that <c>global:sync/0</c> there returns; locks and
/// registrations that ask every node are granted.
/// </summary>
internal sealed class GlobalNameServerProcess(ErlangNode node) : ServiceProcess(node)
{
    private const int ProtocolVersion = 5;
    private static readonly Atom s_name = new("global_name_server");
    private static readonly Atom s_inSync = new("in_sync");
    private static readonly Atom s_yes = new("yes");
    private static readonly Atom s_notSupported = new("not_supported");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        switch (message.ToTerm())
        {
            case ErlTuple and [Atom { Name: "$gen_cast" }, ErlTuple and [Atom { Name: "init_connect" }, _, Atom peer, _]]:
                Send(s_name, peer, message.Origin, Term.Tuple(SystemMessages.GenCast, Term.Tuple(s_inSync, Node.NameAtom, Atom.True)));
                break;
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request]:
                Reply(caller, tag, message.Origin, Answer(request));
                break;
            case ErlTuple and [Atom { Name: "whereis" }, _, ErlTuple and [Pid caller, Term tag]]:
                Reply(caller, tag, message.Origin, Atom.Undefined);
                break;
        }
    }

    private static Term Answer(Term request) => request switch
    {
        Atom { Name: "get_known" or "get_synced" or "get_names_ext" } => ErlList.Empty,
        Atom { Name: "get_protocol_version" } => ProtocolVersion,
        ErlTuple and [Atom { Name: "set_lock" or "del_lock" }, ..] => Atom.True,
        ErlTuple and [Atom { Name: "register" or "register_ext" }, ..] => s_yes,
        ErlTuple and [Atom { Name: "unregister" or "sync" }, ..] => Atom.Ok,
        ErlTuple and [Atom { Name: "whereis" }, ..] => Atom.Undefined,
        _ => Term.Tuple(Atom.Error, s_notSupported),
    };
}
