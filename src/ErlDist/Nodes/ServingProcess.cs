using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>What a served process does with its requests.</summary>
internal interface IServed
{
    /// <summary>
    /// The reply. What it throws fails the one call; a <see cref="TermFormatException"/> says that the request or the reply was none, and
    /// <see cref="ProcessExitException"/> ends the process.
    /// </summary>
    ValueTask<Term> CallAsync(Term request, Pid caller, ServingProcess process, CancellationToken cancellationToken);

    ValueTask CastAsync(Term message, CancellationToken cancellationToken);
}

/// <summary>
/// The process behind <see cref="ServedProcess"/>: a gen_server whose queue is bounded and that may handle several calls at once. It has
/// no state that a fault could spoil, so a request that it throws on costs that call alone: nobody ends a service by asking it for what it
/// does not know.
/// </summary>
internal sealed class ServingProcess(ErlangNode node, IServed served, ServeOptions options, ServedProcess owner) : GenServer(node)
{
    private static readonly Atom s_notConvertible = Atom.Get("not_convertible");
    private static readonly Atom s_overloaded = Atom.Get("overloaded");
    private readonly SemaphoreSlim? _places = options.Concurrency > 1 ? new(options.Concurrency) : null;
    private readonly Complaints _complaints = new(node.Options.TimeProvider);

    protected internal override void OnMessage(in IncomingMessage message)
    {
        if (WaitingMessages < options.QueueLimit)
        {
            base.OnMessage(message);
            return;
        }

        Node.Diagnostics.OnDropped("overloaded");
        if (_complaints.MayTell(out long untold))
        {
            Node.Log.ServiceOverloaded(owner.Name, options.QueueLimit, untold);
        }

        if (message.ToTerm() is ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid caller, Term tag], Term])
        {
            new GenServerFrom(this, caller, tag, message.Origin).Fail(Term.Tuple(s_overloaded, options.QueueLimit));
        }
    }

    protected override async ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
    {
        if (_places is null)
        {
            return await AnswerAsync(request, from, cancellationToken).ConfigureAwait(false);
        }

        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        _ = Task.Run(() => AnswerAloneAsync(request, from, cancellationToken), CancellationToken.None);
        return null;
    }

    protected override async ValueTask HandleCastAsync(Term message, CancellationToken cancellationToken)
    {
        try
        {
            await served.CastAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (ProcessExitException)
        {
            throw;
        }
#pragma warning disable CA1031 // Nobody waits to be told of a cast.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Tell("a cast", e);
        }
#pragma warning restore CA1031
    }

    protected override void OnEnded(Term reason)
    {
        base.OnEnded(reason);
        owner.OnEnded(this, reason);
    }

    private async ValueTask<Term?> AnswerAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
    {
        try
        {
            return await served.CallAsync(request, from.Caller, this, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The function returned null, which is no term.");
        }
        catch (ProcessExitException)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever the handler throws is the caller's to know.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            from.Fail(e is TermFormatException ? Term.Tuple(s_notConvertible, e.Message) : ExitReason.Of(e));
            Tell(from.Caller.Node.Name, e);
            return null;
        }
#pragma warning restore CA1031
    }

    private async Task AnswerAloneAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
    {
        try
        {
            if (await AnswerAsync(request, from, cancellationToken).ConfigureAwait(false) is { } reply)
            {
                await from.ReplyAsync(reply, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process has ended.
        }
        catch (ProcessExitException e)
        {
            End(e.Reason);
        }
#pragma warning disable CA1031 // As in OTP: whatever else goes wrong is the exit reason of the process.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
        finally
        {
            _places!.Release();
        }
    }

    private void Tell(string from, Exception e)
    {
        if (_complaints.MayTell(out long untold))
        {
            Node.Log.CallFailed(owner.Name, from, LogText.Line($"{e.GetType().Name}: {e.Message}", 512), untold);
        }
    }

    /// <summary>At most once a minute, with how many there were: a peer may ask as often as it likes.</summary>
    private sealed class Complaints(TimeProvider time)
    {
        private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);
        private readonly Lock _gate = new();
        private long _lastTold;
        private long _untold;

        public bool MayTell(out long untold)
        {
            lock (_gate)
            {
                untold = _untold;
                if (_lastTold != 0 && time.GetElapsedTime(_lastTold) < s_silence)
                {
                    _untold++;
                    return false;
                }

                _lastTold = time.GetTimestamp();
                _untold = 0;
                return true;
            }
        }
    }
}
