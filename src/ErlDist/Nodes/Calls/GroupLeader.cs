using ErlDist.Terms;

namespace ErlDist.Nodes.Calls;

/// <summary>
/// The group leader of processes that this node spawned elsewhere: it serves Erlang's I/O protocol, output only.
/// </summary>
internal sealed class GroupLeader(ErlangNode node)
{
    private static readonly Atom s_ioReply = new("io_reply");
    private static readonly Atom s_request = new("request");
    private static readonly Atom s_enotsup = new("enotsup");

    /// <summary>Answers one <c>io_request</c>: what is written goes to the log.</summary>
    public void OnRequest(Pid from, Term replyAs, Term request)
    {
        Term reply = request switch
        {
            ErlTuple and [Atom { Name: "put_chars" }, _, Term characters] => Write(from, characters),
            ErlTuple and [Atom { Name: "put_chars" }, _, Atom module, Atom function, ErlList arguments] =>
                Write(from, Term.Tuple(module, function, arguments)),
            ErlTuple and [Atom { Name: "getopts" }] or Atom { Name: "getopts" } => ErlList.Empty,
            _ => Term.Tuple(Atom.Error, Term.Tuple(s_enotsup, s_request)),
        };
        node.Router.Answer(Signals.Send(node.Calls.Pid, from), from.Node, Term.Tuple(s_ioReply, replyAs, reply));
    }

    private Atom Write(Pid from, Term characters)
    {
        string text = characters switch
        {
            ErlBinary binary when binary.TryGetString(out string? s) => s,
            ErlList list when list.TryGetString(out string? s) => s,
            _ => characters.ToString(),
        };
        node.Log.RemoteOutput(from.ToString(), text.TrimEnd('\n'));
        return Atom.Ok;
    }
}
