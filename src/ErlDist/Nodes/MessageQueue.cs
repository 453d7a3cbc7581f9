using System.Threading.Channels;
using ErlDist.Connections;

namespace ErlDist.Nodes;

/// <summary>The messages that wait for a process of .NET code, without a limit; who waits for one continues where <see cref="WokenReceivers"/> says.</summary>
internal sealed class MessageQueue<T>
{
    private readonly Channel<T> _messages = Channel.CreateUnbounded<T>(new()
    {
        // No more than WokenReceivers.LeaveLoop runs on the thread that adds a message.
        AllowSynchronousContinuations = true,
    });

    /// <summary>How many wait.</summary>
    public int Count => _messages.Reader.Count;

    /// <summary>Adds a message. False: the end has come, and it is dropped.</summary>
    public bool Add(T message) => _messages.Writer.TryWrite(message);

    /// <summary>No more come; what waits can still be read.</summary>
    public void End(Exception? reason) => _messages.Writer.TryComplete(reason);

    /// <summary>The next message if one waits.</summary>
    public bool TryRead([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T message) => _messages.Reader.TryRead(out message);

    /// <summary>The next message.</summary>
    /// <exception cref="ChannelClosedException">The end has come; the reason is its inner exception.</exception>
    public ValueTask<T> ReadAsync(CancellationToken cancellationToken) => Wait(_messages.Reader.ReadAsync(cancellationToken));

    /// <summary>Waits until there is a message; false at the end.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => Wait(_messages.Reader.WaitToReadAsync(cancellationToken));

    private static ValueTask<TResult> Wait<TResult>(ValueTask<TResult> pending) => pending.IsCompleted ? pending : WaitAsync(pending);

    private static async ValueTask<TResult> WaitAsync<TResult>(ValueTask<TResult> pending)
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
