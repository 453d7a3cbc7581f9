using System.Text;
using ErlDist.Terms;

namespace ErlDist.Nodes.Calls;

/// <summary>
/// The group leader of processes that this node spawned elsewhere: it serves Erlang's I/O protocol (stdlib, "The Erlang
/// I/O-protocol"), output only. What is written goes to the log.
/// </summary>
internal sealed class GroupLeader(ErlangNode node)
{
    private const int MaxDepth = 100;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private static readonly Atom s_ioReply = new("io_reply");
    private static readonly Atom s_request = new("request");
    private static readonly Atom s_enotsup = new("enotsup");

    /// <summary>Answers one <c>io_request</c>.</summary>
    public void OnRequest(Pid from, Term replyAs, Term request)
    {
        switch (request)
        {
            case ErlTuple and [Atom { Name: "put_chars" }, _, Atom module, Atom function, ErlList arguments]:
                _ = WriteAsync(from, replyAs, module, function, arguments);
                break;
            case ErlTuple and [Atom { Name: "put_chars" }, _, Term characters]:
                Write(from, characters);
                Reply(from, replyAs, Atom.Ok);
                break;
            default:
                Reply(from, replyAs, request is Atom { Name: "getopts" } or ErlTuple and [Atom { Name: "getopts" }]
                    ? ErlList.Empty
                    : Term.Tuple(Atom.Error, Term.Tuple(s_enotsup, s_request)));
                break;
        }
    }

    /// <summary><c>io:format/2</c> leaves the formatting to the group leader, as a call. It is made where the request is from.</summary>
    private async Task WriteAsync(Pid from, Term replyAs, Atom module, Atom function, ErlList arguments)
    {
        Term reply = Atom.Ok;
        try
        {
            Write(from, await node.RpcAsync(from.Node.Name, module.Name, function.Name, arguments, s_limit, node.Stopping).ConfigureAwait(false));
        }
        catch (Exception e) when (e is ErlangException or TimeoutException or OperationCanceledException)
        {
            reply = Term.Tuple(Atom.Error, new Atom(function.Name));
        }

        Reply(from, replyAs, reply);
    }

    private void Reply(Pid from, Term replyAs, Term reply) =>
        node.Router.Answer(Signals.Send(node.Calls.Pid, from), from.Node, Term.Tuple(s_ioReply, replyAs, reply));

    private void Write(Pid from, Term characters)
    {
        var text = new StringBuilder();
        Append(text, characters, MaxDepth);
        node.Log.RemoteOutput(from.ToString(), text.ToString().TrimEnd('\n'));
    }

    /// <summary><c>unicode:chardata()</c>: characters, binaries and lists of them, as deep as they come.</summary>
    private static void Append(StringBuilder text, Term characters, int depth)
    {
        switch (characters)
        {
            case ErlBinary binary when binary.TryGetString(out string? s):
                text.Append(s);
                break;
            case ErlInteger { Value: var value } when Rune.IsValid((int)Math.Clamp(value, -1, int.MaxValue)):
                text.Append(new Rune((int)value).ToString());
                break;
            case ErlList list when depth > 0:
                foreach (Term part in list)
                {
                    Append(text, part, depth - 1);
                }

                break;
            default:
                text.Append(characters);
                break;
        }
    }
}
