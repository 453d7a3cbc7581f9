using ErlDist.Terms;

namespace ErlDist;

/// <summary>
/// A received message with the memory that its large binaries came in. Disposing of it gives that memory back, for the large messages that
/// follow: a receiver of many then makes no work for the garbage collector.
/// </summary>
/// <remarks>
/// Of messages of 32 KiB and more that are a binary, or a term around one, the binary lies in an array of the message's own. What is
/// not given back is the garbage collector's, as with <see cref="Mailbox.ReceiveAsync"/>.
/// </remarks>
public sealed class OwnedMessage : IDisposable
{
    private readonly Term _term;
    private ITakeableBytes? _memory;
    private bool _disposed;

    internal OwnedMessage(Term term, ITakeableBytes? memory) => (_term, _memory) = (term, memory);

    /// <summary>The message. Neither it nor any binary of it may be in use when the message is disposed of: not by a task, nor by a send that is under way.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public Term Term
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _term;
        }
    }

    /// <summary>Gives the memory back. A second time does nothing.</summary>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.Exchange(ref _memory, null)?.GiveBack();
    }
}
