using ErlDist.Processes;
using ErlDist.Services;
using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>
/// A process that answers <c>gen_server:call</c> and <c>gen_server:cast</c>, one message after the other, as OTP's
/// gen_server behaviour does. Derive from it and hand an instance to <see cref="ErlangNode.Register"/>.
/// </summary>
/// <remarks>
/// An exception out of a handler ends the process with <c>{Exception, Message}</c> as the reason, so that a caller's
/// call fails at once; throw <see cref="ProcessExitException"/> to choose the reason.
/// </remarks>
public abstract class GenServer : LocalProcess, IAsyncDisposable
{
    private readonly MessageQueue<(Term Message, Atom Origin)> _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Creates the process; it handles messages from now on.</summary>
    protected GenServer(ErlangNode node)
        : base(node)
    {
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What <c>sys:get_state/1</c> answers; <c>undefined</c> unless overridden.</summary>
    protected virtual Term State => Atom.Undefined;

    /// <summary>Ends the process with reason <c>normal</c> and waits for the handler that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        End(Atom.Normal);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary><c>handle_call/3</c>: the reply. Null: <see cref="GenServerFrom.ReplyAsync"/> is called later.</summary>
    protected abstract ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken);

    /// <summary><c>handle_cast/2</c>. Does nothing unless overridden.</summary>
    protected virtual ValueTask HandleCastAsync(Term message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// <c>handle_info/2</c>: any other message, <c>{'DOWN', Ref, process, PidOrName, Reason}</c> of a monitor among them.
    /// Does nothing unless overridden.
    /// </summary>
    protected virtual ValueTask HandleInfoAsync(Term message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message) => _messages.Add((message.ToTerm(), message.Origin));

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        if (ExitRules.Of(reason, linked, trapsExits: false) == ExitEffect.End)
        {
            End(ExitRules.ReasonAfter(reason, linked));
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason) =>
        _messages.Add((SystemMessages.Down(reference, @object, reason), Node.NameAtom));

    /// <inheritdoc/>
    protected override void OnEnded(Term reason)
    {
        _messages.End(null);
        _stopping.Cancel();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _messages.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
            {
                while (_messages.TryRead(out (Term Message, Atom Origin) next))
                {
                    await HandleAsync(next.Message, next.Origin, _stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process has ended.
        }
        catch (ProcessExitException e)
        {
            End(e.Reason);
        }
#pragma warning disable CA1031 // As in OTP: whatever a handler throws is the exit reason of the process.
        catch (Exception e)
        {
            Node.Log.GenServerFailed(RegisteredName?.Name ?? Pid.ToString(), e);
            End(ExitReason.Of(e));
        }
#pragma warning restore CA1031
    }

    private async ValueTask HandleAsync(Term message, Atom origin, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request]:
                var from = new GenServerFrom(this, caller, tag, origin);
                if (await HandleCallAsync(request, from, cancellationToken).ConfigureAwait(false) is { } reply)
                {
                    await from.ReplyAsync(reply, cancellationToken).ConfigureAwait(false);
                }

                break;
            case ErlTuple and [Atom { Name: "$gen_cast" }, Term cast]:
                await HandleCastAsync(cast, cancellationToken).ConfigureAwait(false);
                break;
            case ErlTuple and [Atom { Name: "system" }, ErlTuple and [Pid caller, Term tag], Term request]:
                // Not awaited: it asks the caller's node, which must hold up nobody else.
                _ = SystemRequests.AnswerAsync(Node, new GenServerFrom(this, caller, tag, origin), origin, request, State, cancellationToken);
                break;
            default:
                await HandleInfoAsync(message, cancellationToken).ConfigureAwait(false);
                break;
        }
    }
}

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

    /// <summary>The calling process.</summary>
    public Pid Caller => _reply.Caller;

    /// <summary>
    /// <c>gen_server:reply/2</c>. A caller whose node is not connected any more gets nothing: it knows already. Of a call that one
    /// node makes in the name of another's process, the reply goes there only if that node is connected and the tag is a reference of its own.
    /// </summary>
    public async ValueTask ReplyAsync(Term reply, CancellationToken cancellationToken = default)
    {
        if (!_reply.MayBeCausedBy(_origin)
            || !await _server.Node.Router.ReplyAsync(_server.Pid, _reply, _reply.Message(reply), cancellationToken).ConfigureAwait(false))
        {
            _server.Node.Log.ReplyLost(Caller.ToString(), Caller.Node.Name, _origin.Name);
        }
    }
}
