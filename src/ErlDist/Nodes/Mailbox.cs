using System.Threading.Channels;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Routing;
using ErlDist.Services;
using ErlDist.Terms;

namespace ErlDist;

/// <summary>
/// A process of this node whose messages .NET code receives: it has a pid, may be registered under a name, can be linked
/// and monitored. Messages wait in it until they are received, in the order in which each sender sent them; as in
/// Erlang there is no limit to how many wait.
/// </summary>
/// <remarks>
/// Links and monitors are received as Erlang's own messages: <c>{'DOWN', Ref, process, PidOrName, Reason}</c>, and with
/// <see cref="TrapExit"/> <c>{'EXIT', Pid, Reason}</c>. Without it an exit signal other than <c>normal</c> ends the
/// mailbox: receiving throws <see cref="ProcessExitException"/> with the reason. Requests of Erlang's <c>sys</c> module are answered
/// and not received: <c>gen_server:stop/1</c> and <c>sys:terminate/2</c> end the mailbox.
/// </remarks>
public sealed class Mailbox : LocalProcess, IAsyncDisposable
{
    private readonly MessageQueue<Waiting> _messages = new();

    internal Mailbox(ErlangNode node)
        : base(node)
    {
    }

    /// <summary><c>process_flag(trap_exit, true)</c>: exit signals are received as messages.</summary>
    public bool TrapExit { get; set; }

    /// <summary>How many messages wait.</summary>
    public int Count => _messages.Count;

    /// <inheritdoc/>
    internal override bool TrapsExitSignals => TrapExit;

    /// <inheritdoc/>
    internal override int WaitingMessages => Count;

    /// <summary>
    /// <c>seq_trace:get_token/0</c>: the token of the message that was received last, which what the mailbox sends carries on; null where none came
    /// with it.
    /// </summary>
    public TraceToken? TraceToken => LastToken;

    /// <summary>The next message, in the order of arrival.</summary>
    /// <exception cref="ProcessExitException">An exit signal or <see cref="DisposeAsync"/> has ended the mailbox.</exception>
    public async ValueTask<Term> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Take(await _messages.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (ChannelClosedException e)
        {
            throw EndOf(e);
        }
    }

    /// <summary>The next message with the memory of its large binaries, which goes back when it is disposed of.</summary>
    /// <exception cref="ProcessExitException">An exit signal or <see cref="DisposeAsync"/> has ended the mailbox.</exception>
    public async ValueTask<OwnedMessage> ReceiveOwnedAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Waiting next = await _messages.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new OwnedMessage(Take(next), next.Memory);
        }
        catch (ChannelClosedException e)
        {
            throw EndOf(e);
        }
    }

    /// <summary>The next message if one waits.</summary>
    public bool TryReceive([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Term? message)
    {
        message = _messages.TryRead(out Waiting waiting) ? Take(waiting) : null;
        return message is not null;
    }

    /// <summary>All messages, until the mailbox is disposed of.</summary>
    /// <exception cref="ProcessExitException">An exit signal ended the mailbox.</exception>
    public async IAsyncEnumerable<Term> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _messages.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_messages.TryRead(out Waiting waiting))
            {
                yield return Take(waiting);
            }
        }
    }

    /// <summary>Ends the process with reason <c>normal</c>; links and monitors of others learn it.</summary>
    public ValueTask DisposeAsync()
    {
        End(Atom.Normal);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        var term = message.ToTerm(out MessageHold hold);
        if (term is ErlTuple and [Atom { Name: "system" }, ErlTuple and [Pid caller, Term tag], Term request])
        {
            OnSystem(caller, tag, request, message.Origin, hold);
        }
        else
        {
            Add(new Waiting(term, hold, ErlDist.Embedding.TraceToken.Current, message.Memory));
        }
    }

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        switch (ExitRules.Of(reason, linked, TrapExit))
        {
            case ExitEffect.Message:
                Add(new Waiting(SystemMessages.Exit(from, reason), SignalPayload.Hold()));
                break;
            case ExitEffect.End:
                End(ExitRules.ReasonAfter(reason, linked));
                break;
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason) =>
        Add(new Waiting(SystemMessages.Down(reference, @object, reason), SignalPayload.Hold()));

    /// <inheritdoc/>
    protected override void OnEnded(Term reason)
    {
        // What waits can still be received, but it counts for nobody any more: nobody may ever come for it.
        var left = new List<Term>();
        while (_messages.TryRead(out Waiting waiting))
        {
            left.Add(waiting.Take());
        }

        foreach (Term message in left)
        {
            _messages.Add(new Waiting(message, default));
        }

        _messages.End(reason.Equals(Atom.Normal) ? null : new ProcessExitException(Pid, reason));
    }

    private void Add(Waiting message)
    {
        if (!_messages.Add(message))
        {
            message.Hold.Release();
        }
    }

    private ProcessExitException EndOf(ChannelClosedException e) => e.InnerException as ProcessExitException ?? new ProcessExitException(Pid, Atom.Normal);

    private Term Take(in Waiting next)
    {
        LastToken = next.Token;
        return next.Take();
    }

    /// <summary>State is told where that is allowed; the rest of <c>sys</c> is answered as for any process that cannot hold messages back.</summary>
    private void OnSystem(Pid caller, Term tag, Term request, Atom origin, MessageHold hold)
    {
        if (caller.Node.Equals(origin) && request is Atom { Name: "get_state" })
        {
            var from = new GenServerFrom(this, caller, tag, origin);
            _ = Node.System.AnswerStateAsync(caller.Node, from.ReplyAsync, Atom.Undefined, hold, Node.Stopping);
            return;
        }

        hold.Release();
        AnswerSystem(caller, tag, origin, request);
    }

    /// <summary>A message that waits to be received.</summary>
    private readonly record struct Waiting(Term Message, MessageHold Hold, TraceToken? Token = null, ITakeableBytes? Memory = null)
    {
        public Term Take()
        {
            Hold.Release();
            return Message;
        }
    }
}
