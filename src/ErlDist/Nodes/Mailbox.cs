using System.Threading.Channels;
using ErlDist.Processes;
using ErlDist.Services;
using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>
/// A process of this node whose messages .NET code receives: it has a pid, may be registered under a name, can be linked
/// and monitored. Messages wait in it until they are received, in the order in which each sender sent them; as in
/// Erlang there is no limit to how many wait.
/// </summary>
/// <remarks>
/// Links and monitors are received as Erlang's own messages: <c>{'DOWN', Ref, process, PidOrName, Reason}</c>, and with
/// <see cref="TrapExit"/> <c>{'EXIT', Pid, Reason}</c>. Without it an exit signal other than <c>normal</c> ends the
/// mailbox: receiving throws <see cref="ProcessExitException"/> with the reason.
/// </remarks>
public sealed class Mailbox : LocalProcess, IAsyncDisposable
{
    private readonly MessageQueue<Term> _messages = new();

    internal Mailbox(ErlangNode node)
        : base(node)
    {
    }

    /// <summary><c>process_flag(trap_exit, true)</c>: exit signals are received as messages.</summary>
    public bool TrapExit { get; set; }

    /// <summary>How many messages wait.</summary>
    public int Count => _messages.Count;

    /// <summary>The next message, in the order of arrival.</summary>
    /// <exception cref="ProcessExitException">An exit signal or <see cref="DisposeAsync"/> has ended the mailbox.</exception>
    public async ValueTask<Term> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _messages.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException as ProcessExitException ?? new ProcessExitException(Pid, Atom.Normal);
        }
    }

    /// <summary>The next message if one waits.</summary>
    public bool TryReceive([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Term? message) =>
        _messages.TryRead(out message);

    /// <summary>All messages, until the mailbox is disposed of.</summary>
    /// <exception cref="ProcessExitException">An exit signal ended the mailbox.</exception>
    public async IAsyncEnumerable<Term> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _messages.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_messages.TryRead(out Term? message))
            {
                yield return message;
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
    protected internal override void OnMessage(in IncomingMessage message) => _messages.Add(message.ToTerm());

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        switch (ExitRules.Of(reason, linked, TrapExit))
        {
            case ExitEffect.Message:
                _messages.Add(SystemMessages.Exit(from, reason));
                break;
            case ExitEffect.End:
                End(ExitRules.ReasonAfter(reason, linked));
                break;
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason) =>
        _messages.Add(SystemMessages.Down(reference, @object, reason));

    /// <inheritdoc/>
    protected override void OnEnded(Term reason) =>
        _messages.End(reason.Equals(Atom.Normal) ? null : new ProcessExitException(Pid, reason));
}
