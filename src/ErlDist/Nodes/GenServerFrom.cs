using ErlDist.Embedding;
using ErlDist.Services;

namespace ErlDist;

/// <summary>Who called: the <c>From</c> of <c>handle_call/3</c>. The tag is the caller's own affair and goes back as it came.</summary>
public sealed class GenServerFrom
{
    private readonly LocalProcess _server;
    private readonly GenReply _reply;
    private readonly Atom _origin;

    internal GenServerFrom(LocalProcess server, Pid caller, Term tag, Atom origin)
    {
        _server = server;
        _reply = GenReply.To(caller, tag);
        _origin = origin;
    }

    /// <summary>What is measured of the call, which ends with its reply.</summary>
    internal CallSpan? Span { get; init; }

    /// <summary>The node that the call came from.</summary>
    internal Atom Origin => _origin;

    /// <summary>The calling process.</summary>
    public Pid Caller => _reply.Caller;

    /// <summary>
    /// <c>gen_server:reply/2</c>. A caller whose node is not connected any more gets nothing: it knows already. Of a call that one
    /// node makes in the name of another's process, the reply goes there only if that node is connected and the tag is a reference of its own.
    /// </summary>
    /// <exception cref="TermFormatException">The reply cannot be sent; the caller is told so (<see cref="TermFormatException.ToReason"/>).</exception>
    public async ValueTask ReplyAsync(Term reply, CancellationToken cancellationToken = default)
    {
        Span?.Dispose();
        try
        {
            if (!_reply.MayBeCausedBy(_origin)
                || !await _server.Node.Router.ReplyAsync(_server.Pid, _reply, _reply.Message(reply), cancellationToken).ConfigureAwait(false))
            {
                _server.Node.Log.ReplyLost(Caller.ToString(), Caller.Node.Name, _origin.Name);
            }
        }
        catch (TermFormatException unsendable)
        {
            Fail(unsendable.ToReason());
            throw;
        }
    }

    /// <summary>
    /// Fails this call and no other: <c>gen_server:call</c> exits with the reason, as if the server had ended, while it lives on. A caller that
    /// does not monitor its call by the reference in the tag, as OTP's do, waits on.
    /// </summary>
    public void Fail(Term reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Span?.Fail("exit", reason.ToShortString());
        if (Caller.Node.Equals(_origin) && (_reply.Alias ?? _reply.Tag) is Reference monitor)
        {
            _server.FailCaller(Caller, monitor, reason);
        }
    }
}
