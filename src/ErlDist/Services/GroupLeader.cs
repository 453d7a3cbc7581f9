using ErlDist.Embedding;
using ErlDist.Routing;
using Microsoft.Extensions.Logging;

namespace ErlDist.Services;

/// <summary>
/// The group leader of the processes that this node spawned on one other node, and of what those spawn there: it serves Erlang's I/O
/// protocol (stdlib, "The Erlang I/O-protocol"), output only. What is written goes to the log, or where the node's options say.
/// </summary>
/// <remarks>
/// Nobody acts on a stranger's word: only that node is served, each node has a leader of its own and learns of no other's, and formatting
/// is done here (<see cref="IoLib"/>). Whatever else a request names is not run, here or elsewhere.
/// </remarks>
internal sealed class GroupLeader(ProcessServices local, Action<Pid, string>? output, Atom served) : ServiceProcess(local)
{
    /// <summary>How many characters one request prints; the rest is cut off.</summary>
    private const int MaxCharacters = 64 * 1024;

    /// <summary>How many requests stand in one.</summary>
    private const int MaxRequests = 1000;

    private static readonly Atom s_ioReply = Atom.Get("io_reply");
    private static readonly Atom s_request = Atom.Get("request");
    private static readonly Atom s_enotsup = Atom.Get("enotsup");
    private static readonly Atom s_putChars = Atom.Get("put_chars");

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        if (!message.Origin.Equals(served))
        {
            return;
        }

        if (message.ToTerm() is ErlTuple and [Atom { Name: "io_request" }, Pid from, Term replyAs, Term request] && from.Node.Equals(served))
        {
            Send(from, served, Term.Tuple(s_ioReply, replyAs, Answer(from, request)));
        }
    }

    private Term Answer(Pid from, Term request)
    {
        switch (request)
        {
            case ErlTuple and [Atom { Name: "put_chars" }, Atom encoding, Term characters]:
                var text = new BoundedText(MaxCharacters);
                return text.TryAppendCharacters(characters, encoding.Name == "unicode") ? Write(from, text.ToString()) : Error(s_putChars);
            case ErlTuple and [Atom { Name: "put_chars" }, Atom, Atom module, Atom function, ErlList arguments]:
                return Apply(module, function, arguments) is { } result ? Write(from, result) : Error(function);
            case ErlTuple and [Atom { Name: "put_chars" }, Term characters]:
                return Answer(from, Term.Tuple(s_putChars, Atom.Get("latin1"), characters));
            case ErlTuple and [Atom { Name: "put_chars" }, Atom module, Atom function, ErlList arguments]:
                return Answer(from, Term.Tuple(s_putChars, Atom.Get("latin1"), module, function, arguments));
            case ErlTuple and [Atom { Name: "requests" }, ErlList { Count: <= MaxRequests } requests]:
                return AnswerAll(from, requests);
            case Atom { Name: "getopts" } or ErlTuple and [Atom { Name: "getopts" }]:
                return ErlList.Empty;
            default:
                return Error(Term.Tuple(s_enotsup, s_request));
        }
    }

    /// <summary>One after the other; the first error ends it.</summary>
    private Term AnswerAll(Pid from, ErlList requests)
    {
        Term answer = Atom.Ok;
        foreach (Term request in requests)
        {
            answer = request is ErlTuple and [Atom { Name: "requests" }, _] ? Error(Term.Tuple(s_enotsup, s_request)) : Answer(from, request);
            if (answer is ErlTuple and [Atom { Name: "error" }, ..])
            {
                break;
            }
        }

        return answer;
    }

    /// <summary><c>io:format</c> leaves the formatting to the group leader, as a call: these few are known, and no others.</summary>
    private static string? Apply(Atom module, Atom function, ErlList arguments) => (module.Name, function.Name, arguments) switch
    {
        ("io_lib", "format" or "fwrite", [Term format, Term data]) => IoLib.Format(format, data, MaxCharacters),
        ("io_lib", "format" or "fwrite", [Term format, Term data, Term options]) => IoLib.Format(format, data, CharsLimit(options)),
        ("io_lib", "write", [Term term]) => IoLib.Format(Term.CharList("~tw"), Term.List(term), MaxCharacters),
        ("io_lib", "print", [Term term]) => IoLib.Format(Term.CharList("~tp"), Term.List(term), MaxCharacters),
        ("io_lib", "nl", []) => "\n",
        _ => null,
    };

    private static int CharsLimit(Term options)
    {
        foreach (Term option in options as ErlList ?? ErlList.Empty)
        {
            if (option is ErlTuple and [Atom { Name: "chars_limit" }, ErlInteger { Value: >= 0 } limit])
            {
                return (int)Math.Min(limit.Value, MaxCharacters);
            }
        }

        return MaxCharacters;
    }

    private Atom Write(Pid from, string text)
    {
        if (output is not null)
        {
            try
            {
                output(from, text);
            }
#pragma warning disable CA1031 // A user's code: what it throws is no reason for the printing process to wait.
            catch (Exception e)
            {
                Local.Log.EventHandlerFailed("Output", e);
            }
#pragma warning restore CA1031
        }
        else if (Local.Log.Logger.IsEnabled(LogLevel.Information))
        {
            Local.Log.RemoteOutput(from.ToString(), served.Name, LogText.Line(text.TrimEnd('\n')));
        }

        return Atom.Ok;
    }

    private static ErlTuple Error(Term reason) => (ErlTuple)Term.Tuple(Atom.Error, reason);
}
