using ErlDist.Embedding;
using ErlDist.Routing;
using Microsoft.Extensions.Logging;

namespace ErlDist.Nodes;

/// <summary>
/// The process behind <see cref="ServedProcess"/>: a gen_server whose queue is bounded and that may handle several calls at once. It has
/// no state that a fault could spoil, so a request that it throws on costs that call alone: nobody ends a service by asking it for what it
/// does not know.
/// </summary>
internal sealed class ServingProcess(ErlangNode node, IServed served, ServeOptions options, ServedProcess owner) : GenServer(node)
{
    private static readonly Atom s_overloaded = Atom.Get("overloaded");
    private readonly SemaphoreSlim? _places = options.Concurrency > 1 ? new(options.Concurrency) : null;

    protected internal override void OnMessage(in IncomingMessage message)
    {
        if (WaitingMessages < options.QueueLimit)
        {
            base.OnMessage(message);
            return;
        }

        Node.Meters.OnDropped("overloaded");
        Node.Complaints.Tell(
            "overloaded", owner.Name, LogLevel.Warning, (level, more) => Node.Log.ServiceOverloaded(level, owner.Name, options.QueueLimit, more));

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
            from.Fail(e is TermFormatException unfit ? unfit.ToReason() : ExitReason.Of(e));
            Tell(from.Caller.Node.Name, e);
            return null;
        }
#pragma warning restore CA1031
    }

    private async Task AnswerAloneAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
    {
        try
        {
            Term? reply;
            try
            {
                reply = await AnswerAsync(request, from, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _places!.Release(); // Before the reply is sent: a node that does not take it holds up its own calls alone.
            }

            if (reply is not null)
            {
                Task sent = ReplyAsync(from, reply, cancellationToken).AsTask();
                if (!sent.IsCompleted)
                {
                    HoldWhileSending(sent, from);
                }

                await sent.ConfigureAwait(false);
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
    }

    /// <summary>A peer may ask as often as it likes; the log has a line a minute.</summary>
    private void Tell(string from, Exception e)
    {
        string why = LogText.Line($"{e.GetType().Name}: {e.Message}", 512);
        Node.Complaints.Tell("served", owner.Name, LogLevel.Warning, (level, more) => Node.Log.CallFailed(level, owner.Name, from, why + more));
    }
}
