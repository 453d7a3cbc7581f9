using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using ErlDist.Mapping;
using ErlDist.Nodes.Typed;
using Microsoft.Extensions.Logging;

namespace ErlDist;

/// <summary>Sending and receiving declared types with a process of this node.</summary>
public static class TypedMessages
{
    /// <summary><c>Pid ! Message</c> with a declared type.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    /// <exception cref="TermFormatException">The message has no form in Erlang; the exception names the member.</exception>
    public static ValueTask SendAsync<T>(this LocalProcess process, Pid to, T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(to);
        return SendAsync(process, Signals.Send(process.Pid, to), to.Node, message, cancellationToken);
    }

    /// <summary><c>{Name, Node} ! Message</c> with a declared type.</summary>
    /// <exception cref="NodeConnectionException">The node is not connected and cannot be.</exception>
    /// <exception cref="TermFormatException">The message has no form in Erlang; the exception names the member.</exception>
    public static ValueTask SendAsync<T>(this LocalProcess process, string name, string node, T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(process);
        return SendAsync(process, Signals.SendToName(process.Pid, Atom.Get(name)), Atom.Get(node), message, cancellationToken);
    }

    /// <summary>The next message as a declared type.</summary>
    /// <exception cref="ProcessExitException">The mailbox has ended.</exception>
    /// <exception cref="TermFormatException">The next message, which is taken out, is not of that type.</exception>
    public static async ValueTask<T> ReceiveAsync<T>(this Mailbox mailbox, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return ErlTypes.FromTerm<T>(await mailbox.ReceiveAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>All messages of a declared type, until the mailbox is disposed of.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="others">
    /// Gets what is not of that type, with the reason; <c>'DOWN'</c> and <c>'EXIT'</c> come so, too. Null: it is logged and dropped.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProcessExitException">An exit signal ended the mailbox.</exception>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(
        this Mailbox mailbox, Action<Term, TermFormatException>? others = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        await foreach (Term message in mailbox.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryRead(mailbox, message, others, out T? value))
            {
                yield return value!;
            }
        }
    }

    private static ValueTask SendAsync<T>(LocalProcess process, in Signal signal, Atom to, T message, CancellationToken cancellationToken) =>
        process.Node.Router.SendAsync(signal, to, new TypedMessage<T>(message), cancellationToken);

    private static bool TryRead<T>(Mailbox mailbox, Term message, Action<Term, TermFormatException>? others, out T? value)
    {
        try
        {
            value = ErlTypes.FromTerm<T>(message);
            return true;
        }
        catch (TermFormatException e)
        {
            if (others is not null)
            {
                others(message, e);
            }
            else
            {
                string process = mailbox.RegisteredName ?? mailbox.Pid.ToString();
                mailbox.Node.Complaints.Tell(
                    "refused message", process, LogLevel.Warning, (level, more) => mailbox.Node.Log.MessageRefused(level, process, e.Message + more));
            }

            value = default;
            return false;
        }
    }
}
