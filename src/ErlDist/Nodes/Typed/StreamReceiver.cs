namespace ErlDist.Nodes.Typed;

/// <summary>The receiving end of a stream: asks for items before it runs out of them, and says when it wants no more.</summary>
internal sealed class StreamReceiver(ErlangNode node, Pid source, Func<Term, Exception> toException) : IAsyncDisposable
{
    /// <summary>So many items are on their way or wait at most.</summary>
    private const int Window = 64;

    private static readonly Atom s_pull = Atom.Get("pull");
    private static readonly Atom s_stop = Atom.Get("stop");
    private readonly Mailbox _mailbox = node.CreateMailbox();
    private int _left;
    private bool _isWatched;
    private bool _isDone;

    /// <summary>The next item; null at the end.</summary>
    /// <exception cref="ProcessExitException">The source ended otherwise, or its node was lost.</exception>
    public async ValueTask<Term?> NextAsync(CancellationToken cancellationToken)
    {
        if (!_isWatched)
        {
            await _mailbox.MonitorAsync(source, cancellationToken).ConfigureAwait(false);
            _isWatched = true;
        }

        if (_left <= Window / 2)
        {
            await _mailbox.SendAsync(source, Term.Tuple(s_pull, _mailbox.Pid, Window - _left), cancellationToken).ConfigureAwait(false);
            _left = Window;
        }

        while (true)
        {
            switch (await _mailbox.ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                case ErlTuple and [Pid from, Atom { Name: "item" }, Term item] when from.Equals(source):
                    _left--;
                    return item;
                case ErlTuple and [Pid from, Atom { Name: "done" }] when from.Equals(source):
                    _isDone = true;
                    return null;
                case ErlTuple and [Pid from, Atom { Name: "error" }, Term reason] when from.Equals(source):
                    _isDone = true;
                    throw toException(reason);
                case ErlTuple and [Atom { Name: "DOWN" }, Reference, Atom, Term process, Term reason]:
                    _isDone = true;
                    throw new ProcessExitException(process, reason);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isDone && _isWatched)
        {
            try
            {
                await _mailbox.SendAsync(source, Term.Tuple(s_stop, _mailbox.Pid), CancellationToken.None).ConfigureAwait(false);
            }
            catch (ErlangException)
            {
                // The source's node is gone, and the source with it or about to be.
            }
        }

        await _mailbox.DisposeAsync().ConfigureAwait(false);
    }
}
