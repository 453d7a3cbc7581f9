using System.Threading.Channels;
using ErlDist.Nodes.Connections;
using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>The messages that wait for a process of .NET code, without a limit; who waits for one goes on where <see cref="WokenReceivers"/> says.</summary>
internal sealed class MessageQueue
{
    private readonly Channel<Term> _messages = Channel.CreateUnbounded<Term>(new()
    {
        // No more than WokenReceivers.LeaveLoop runs on the thread that adds a message.
        AllowSynchronousContinuations = true,
    });

    /// <summary>How many wait.</summary>
    public int Count => _messages.Reader.Count;

    /// <summary>Adds a message; one that comes after the end is dropped.</summary>
    public void Add(Term message) => _messages.Writer.TryWrite(message);

    /// <summary>No more come; what waits can still be read.</summary>
    public void End(Exception? reason) => _messages.Writer.TryComplete(reason);

    /// <summary>The next message if one waits.</summary>
    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Term? message) => _messages.Reader.TryRead(out message);

    /// <summary>The next message.</summary>
    /// <exception cref="ChannelClosedException">The end has come; the reason is its inner exception.</exception>
    public ValueTask<Term> ReadAsync(CancellationToken cancellationToken) => Wait(_messages.Reader.ReadAsync(cancellationToken));

    /// <summary>Waits until there is a message; false at the end.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => Wait(_messages.Reader.WaitToReadAsync(cancellationToken));

    private static ValueTask<T> Wait<T>(ValueTask<T> pending) => pending.IsCompleted ? pending : WaitAsync(pending);

    private static async ValueTask<T> WaitAsync<T>(ValueTask<T> pending)
    {
        try
        {
            return await pending.ConfigureAwait(false);
        }
        finally
        {
            await WokenReceivers.LeaveLoop;
        }
    }
}
