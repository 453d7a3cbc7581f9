using System.Diagnostics;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Routing;
using ErlDist.Services;
using Microsoft.Extensions.Logging;

namespace ErlDist;

/// <summary>
/// A process that answers <c>gen_server:call</c> and <c>gen_server:cast</c>, one message after the other, as OTP's
/// gen_server behaviour does. Derive from it and hand an instance to <see cref="ErlangNode.Register"/>.
/// </summary>
/// <remarks>
/// <para>An exception out of a handler ends the process with <c>{Exception, Message}</c> as the reason, so that a caller's
/// call fails at once; throw <see cref="ProcessExitException"/> to choose the reason.</para>
/// <para>The functions of <c>sys</c> work on it: suspend, resume, terminate (and so <c>gen_server:stop/1,3</c>), get_state,
/// replace_state, get_status. What traces and counts is refused.</para>
/// <para>A reply never connects, and one to a node that takes nothing just now holds up no calls but that node's own.</para>
/// </remarks>
public abstract class GenServer : LocalProcess, IAsyncDisposable
{
    /// <summary>Whose handler runs, for what is called from it.</summary>
    private static readonly AsyncLocal<GenServer?> s_running = new();

    private readonly MessageQueue<Arrived> _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _ended;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Messages of nodes that have not yet taken the last reply; only the loop touches it.</summary>
    private readonly Dictionary<Atom, Queue<Arrived>> _held = [];

    /// <summary>Messages since <c>sys:suspend</c>; null while it runs. Only the loop touches it.</summary>
    private Queue<Arrived>? _suspended;
    private Term? _stop;
    private int _started;

    /// <summary>Creates the process. Its first message begins the loop that handles them.</summary>
    protected GenServer(ErlangNode node)
        : base(node) => _ended = _stopping.Token;

    /// <inheritdoc/>
    internal override int WaitingMessages => _messages.Count;

    private string TargetName => RegisteredName ?? Pid.ToString();

    /// <summary>What <c>sys:get_state/1</c> answers; <c>undefined</c> unless overridden.</summary>
    protected virtual Term State => Atom.Undefined;

    /// <summary>
    /// Ends the process with reason <c>normal</c> and waits for the handler that runs. From that handler itself: it ends after it, and
    /// nothing is waited for.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (s_running.Value == this)
        {
            Stop(Atom.Normal);
            return;
        }

        End(Atom.Normal);
        if (Volatile.Read(ref _started) != 0)
        {
            await _finished.Task.ConfigureAwait(false);
        }

        _stopping.Dispose();
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

    /// <summary>
    /// <c>{stop, Reason, …}</c>, from a handler: what it returns is still replied, then the process ends. The first reason counts.
    /// </summary>
    protected void Stop(Term reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Interlocked.CompareExchange(ref _stop, reason, null);
    }

    /// <summary>
    /// <c>sys:replace_state/2</c>: takes a new state, which the caller's function made of <see cref="State"/>. False, as here: it is refused.
    /// </summary>
    protected virtual bool TryReplaceState(Term state) => false;

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        var term = message.ToTerm(out MessageHold hold);
        Add(new Arrived(term, message.Origin, TraceToken.Current, hold));
    }

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
        Add(new Arrived(SystemMessages.Down(reference, @object, reason), Node.NameAtom, Hold: SignalPayload.Hold()));

    /// <inheritdoc/>
    protected override void OnEnded(Term reason)
    {
        _messages.End(null);
        _stopping.Cancel();
        while (_messages.TryRead(out Arrived left))
        {
            left.Hold.Release();
        }
    }

    private void Add(Arrived message)
    {
        if (!_messages.Add(message))
        {
            message.Hold.Release();
        }

        if (Volatile.Read(ref _started) == 0 && Interlocked.Exchange(ref _started, 1) == 0)
        {
            // Not before: what a derived class makes in its constructor is there then.
            ThreadPool.UnsafeQueueUserWorkItem(static server => _ = server.RunAsync(), this, preferLocal: false);
        }
    }

    private async Task RunAsync()
    {
        s_running.Value = this;
        try
        {
            while (await _messages.WaitToReadAsync(_ended).ConfigureAwait(false))
            {
                while (!HasEnded && _messages.TryRead(out Arrived next))
                {
                    await TakeAsync(next).ConfigureAwait(false);
                    if (_stop is { } reason)
                    {
                        End(reason);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
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
            Node.Log.GenServerFailed(RegisteredName ?? Pid.ToString(), e);
            End(ExitReason.Of(e));
        }
#pragma warning restore CA1031
        finally
        {
            ReleaseHeld();
            _finished.TrySetResult();
        }
    }

    /// <summary>The process has ended, and what was held back is never handled.</summary>
    private void ReleaseHeld()
    {
        foreach (Queue<Arrived> queue in _held.Values)
        {
            Release(queue);
        }

        Release(_suspended);
    }

    private static void Release(Queue<Arrived>? left)
    {
        while (left is not null && left.TryDequeue(out Arrived next))
        {
            next.Hold.Release();
        }
    }

    private ValueTask TakeAsync(in Arrived next)
    {
        if (next.Message is not { } message)
        {
            if (next.Sending is not { } sending)
            {
                return TakeAllAsync(_held, next.Origin);
            }

            if (!_held.ContainsKey(next.Origin))
            {
                HoldUntil(new ValueTask(sending), next.Origin);
            }

            return ValueTask.CompletedTask;
        }

        if (_held.Count > 0 && _held.TryGetValue(next.Origin, out Queue<Arrived>? held))
        {
            held.Enqueue(next);
            return ValueTask.CompletedTask;
        }

        if (message is ErlTuple and [Atom { Name: "system" }, ErlTuple and [Pid caller, Term tag], Term request])
        {
            return HandleSystemAsync(new GenServerFrom(this, caller, tag, next.Origin), request, next.Origin, next.Hold);
        }

        if (_suspended is not null)
        {
            _suspended.Enqueue(next);
            return ValueTask.CompletedTask;
        }

        next.Hold.Release();
        return HandleAsync(message, next.Origin, next.Token, _ended);
    }

    private async ValueTask HandleAsync(Term message, Atom origin, TraceToken? token, CancellationToken cancellationToken)
    {
        TraceToken.Begin(token);
        switch (message)
        {
            case ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term request]:
                await AnswerAsync(request, caller, tag, origin, cancellationToken).ConfigureAwait(false);
                break;
            case ErlTuple and [Atom { Name: "$gen_cast" }, Term cast]:
                using (token?.StartActivity("gen_server:cast", ActivityKind.Consumer, TargetName))
                {
                    await HandleCastAsync(cast, cancellationToken).ConfigureAwait(false);
                }

                break;
            default:
                using (token?.StartActivity("gen_server:info", ActivityKind.Consumer, TargetName))
                {
                    await HandleInfoAsync(message, cancellationToken).ConfigureAwait(false);
                }

                break;
        }
    }

    private async ValueTask AnswerAsync(Term request, Pid caller, Term tag, Atom origin, CancellationToken cancellationToken)
    {
        var from = new GenServerFrom(this, caller, tag, origin)
        {
            Span = CallSpan.BeginServing(Node.Meters, "gen_server:call", origin.Name, this, static s => s.TargetName),
        };
        TraceToken.Begin(TraceToken.Current?.Within(Activity.Current));
        try
        {
            if (await HandleCallAsync(request, from, cancellationToken).ConfigureAwait(false) is { } reply)
            {
                ValueTask sent = ReplyAsync(from, reply, cancellationToken);
                if (sent.IsCompleted)
                {
                    await sent.ConfigureAwait(false);
                }
                else
                {
                    HoldUntil(sent, origin);
                }
            }
        }
        catch (Exception e)
        {
            from.Span?.Fail(e);
            throw;
        }
    }

    /// <summary>A reply that cannot be sent fails its call, and the server lives on.</summary>
    internal async ValueTask ReplyAsync(GenServerFrom from, Term reply, CancellationToken cancellationToken)
    {
        try
        {
            await from.ReplyAsync(reply, cancellationToken).ConfigureAwait(false);
        }
        catch (TermFormatException unsendable)
        {
            string server = RegisteredName ?? Pid.ToString();
            Node.Complaints.Tell("reply", server, LogLevel.Error, (level, more) => Node.Log.ReplyUnsendable(level, server, unsendable.Message + more));
        }
    }

    /// <summary>A node that does not take its reply now waits with its other messages; the server goes on with those of others.</summary>
    private void HoldUntil(ValueTask sent, Atom origin)
    {
        _held[origin] = new Queue<Arrived>();
        _ = ReleaseAsync();

        async Task ReleaseAsync()
        {
            try
            {
                await sent.ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ErlangException)
            {
                // The process has ended, or the connection is gone: nobody waits for the reply.
            }

            _messages.Add(new Arrived(null, origin));
        }
    }

    /// <summary>As <see cref="HoldUntil"/>, from outside of the loop: a reply of a handler that runs beside it.</summary>
    internal void HoldWhileSending(Task sent, GenServerFrom from) => _messages.Add(new Arrived(null, from.Origin) { Sending = sent });

    private async ValueTask TakeAllAsync(Dictionary<Atom, Queue<Arrived>> held, Atom origin)
    {
        held.Remove(origin, out Queue<Arrived>? waiting);
        await TakeAllAsync(waiting).ConfigureAwait(false);
    }

    private async ValueTask TakeAllAsync(Queue<Arrived>? waiting)
    {
        while (!HasEnded && _stop is null && waiting is not null && waiting.TryDequeue(out Arrived next))
        {
            await TakeAsync(next).ConfigureAwait(false);
        }

        Release(waiting);
    }

    private async ValueTask HandleSystemAsync(GenServerFrom from, Term request, Atom origin, MessageHold hold)
    {
        if (from.Caller.Node.Equals(origin) && request is Atom { Name: "get_state" })
        {
            // Not awaited: it asks the caller's node which release it is, which must hold up nobody else.
            _ = Node.System.AnswerStateAsync(from.Caller.Node, from.ReplyAsync, State, hold, _ended);
            return;
        }

        hold.Release();
        if (!from.Caller.Node.Equals(origin))
        {
            return; // The node that it came from is answered, or nobody.
        }

        switch (request)
        {
            case Atom { Name: "suspend" }:
                _suspended ??= new Queue<Arrived>();
                break;
            case ErlTuple and [Atom { Name: "terminate" }, Term reason]:
                Stop(reason);
                break;
            case ErlTuple and [Atom { Name: "replace_state" }, Term change]:
                Term answer = await Node.System.ReplaceStateAsync(change, State, origin, TryReplaceState, _ended).ConfigureAwait(false);
                await ReplyToSystemAsync(from, answer).ConfigureAwait(false);
                return;
        }

        Term state = request is Atom { Name: "get_status" } ? State : Atom.Undefined;
        var status = new SystemStatus(Pid, Registration, GetType().Name, state, _suspended is not null);
        await ReplyToSystemAsync(from, SystemRequests.Answer(request, status)).ConfigureAwait(false);
        if (request is Atom { Name: "resume" })
        {
            Queue<Arrived>? waiting = _suspended;
            _suspended = null;
            await TakeAllAsync(waiting).ConfigureAwait(false);
        }
    }

    private ValueTask ReplyToSystemAsync(GenServerFrom from, Term answer)
    {
        ValueTask sent = ReplyAsync(from, answer, _ended);
        if (sent.IsCompleted)
        {
            return sent;
        }

        HoldUntil(sent, from.Caller.Node);
        return ValueTask.CompletedTask;
    }

    /// <summary>A message and the node that it came from; without one, that node takes replies again.</summary>
    private readonly record struct Arrived(Term? Message, Atom Origin, TraceToken? Token = null, MessageHold Hold = default)
    {
        /// <summary>A reply that the node does not take yet.</summary>
        public Task? Sending { get; init; }
    }
}
