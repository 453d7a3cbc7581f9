using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Connections;

/// <summary>Carries a handshake over a carrier's connection: bytes both ways, and the time limit of each step.</summary>
internal static class HandshakeDriver
{
    /// <summary>Runs a handshake to its end.</summary>
    /// <param name="handshake">Either role.</param>
    /// <param name="carrier">The connection, secured.</param>
    /// <param name="frames">Finds messages; what the peer sends right behind its last one stays in it.</param>
    /// <param name="answer">Answers <see cref="HandshakeProgress.NeedAnswer"/>.</param>
    /// <param name="stepTime">How long the peer may take for each message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives the set-up up.</param>
    /// <exception cref="HandshakeException">It failed.</exception>
    /// <exception cref="WireException">The peer sent what is no message.</exception>
    public static async Task<HandshakeResult> RunAsync(
        Handshake handshake,
        ICarrierConnection carrier,
        FrameReader frames,
        Func<ValueTask> answer,
        TimeSpan stepTime,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            return await RunStepsAsync(handshake, carrier, frames, answer, stepTime, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            handshake.Retire();
        }
    }

    private static async Task<HandshakeResult> RunStepsAsync(
        Handshake handshake,
        ICarrierConnection carrier,
        FrameReader frames,
        Func<ValueTask> answer,
        TimeSpan stepTime,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        while (true)
        {
            using var step = new CancellationTokenSource(stepTime, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(step.Token, cancellationToken);
            try
            {
                output.ResetWrittenCount();
                if (handshake.TryWriteOutput(output))
                {
                    await carrier.WriteAsync(output.WrittenMemory, limit.Token).ConfigureAwait(false);
                }

                switch (handshake.Progress)
                {
                    case HandshakeProgress.Completed:
                        frames.SwitchToConnected();
                        return handshake.Result!;
                    case HandshakeProgress.Failed:
                        throw handshake.Failure!;
                    case HandshakeProgress.NeedAnswer:
                        await answer().ConfigureAwait(false);
                        break;
                    default:
                        await ReadMessageAsync(handshake, carrier, frames, limit.Token).ConfigureAwait(false);
                        break;
                }
            }
            catch (OperationCanceledException) when (step.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                handshake.OnTimeout();
            }
            catch (CarrierException e) when (e.Error == CarrierError.Closed)
            {
                handshake.OnClosed(e);
            }
        }
    }

    /// <summary>Ends a connection whose handshake failed. What was said last, mostly why, still goes out.</summary>
    public static async ValueTask DiscardAsync(ICarrierConnection connection, FrameReader frames)
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        frames.Dispose();
    }

    private static async ValueTask ReadMessageAsync(
        Handshake handshake, ICarrierConnection carrier, FrameReader frames, CancellationToken cancellationToken)
    {
        while (!TryHandle(handshake, frames))
        {
            int count = await carrier.ReadAsync(frames.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                handshake.OnClosed();
                return;
            }

            frames.Advance(count);
        }
    }

    private static bool TryHandle(Handshake handshake, FrameReader frames)
    {
        if (!frames.TryRead(out ReadOnlySpan<byte> message))
        {
            return false;
        }

        handshake.OnMessage(message);
        return true;
    }
}
