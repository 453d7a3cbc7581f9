using ErlDist.Terms;

namespace ErlDist.Nodes;

/// <summary>
/// A gen_server in one function. It has no state that a fault could spoil, so a request that it throws on costs that call alone: nobody
/// ends a service by asking it for what it does not know.
/// </summary>
internal sealed class FunctionServer(ErlangNode node, string name, Func<Term, CancellationToken, ValueTask<Term>> handleCall) : GenServer(node)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    private long _lastTold;
    private long _untold;

    /// <inheritdoc/>
    protected override async ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
    {
        try
        {
            Term? reply = await handleCall(request, cancellationToken).ConfigureAwait(false);
            return reply ?? throw new InvalidOperationException("The function returned null, which is no term.");
        }
        catch (ProcessExitException)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever the function throws is the caller's to know.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            from.Fail(ExitReason.Of(e));
            Tell(from, e);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>At most once a minute, with how many there were: a peer may ask as often as it likes.</summary>
    private void Tell(GenServerFrom from, Exception e)
    {
        TimeProvider time = Node.Options.TimeProvider;
        if (_lastTold != 0 && time.GetElapsedTime(_lastTold) < s_silence)
        {
            _untold++;
            return;
        }

        Node.Log.CallFailed(name, from.Caller.Node.Name, LogText.Line($"{e.GetType().Name}: {e.Message}", 512), _untold);
        _lastTold = time.GetTimestamp();
        _untold = 0;
    }
}
