using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using ErlDist.Tls;

namespace ErlDist.Carriers;

/// <summary>
/// Sits between TLS and a socket: while <see cref="IsAhead"/>, one thread takes large pieces from the kernel and another decrypts them, and
/// neither sleeps and is woken for every few records. Otherwise reads go through as they are, which is quicker for few bytes.
/// </summary>
/// <param name="inner">The socket's bytes; disposed of with this.</param>
internal sealed class ReadAheadStream(Stream inner) : LayeredStream(inner)
{
    /// <summary>How many bytes it holds at most, about, that were not asked for.</summary>
    public const int MaxAhead = 2 * 1024 * 1024;

    private const int PieceBytes = 256 * 1024;

    private static readonly PipeOptions s_options = new(
        pauseWriterThreshold: MaxAhead, resumeWriterThreshold: MaxAhead / 2, minimumSegmentSize: PieceBytes, useSynchronizationContext: false);

    private volatile bool _isAhead;
    private Pipe? _pipe;
    private Task<ExceptionDispatchInfo?>? _pump;

    /// <summary>Whether it reads ahead. Set by the one who reads, between reads.</summary>
    public bool IsAhead
    {
        get => _isAhead;
        set => _isAhead = value;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_pipe is null)
        {
            if (!_isAhead)
            {
                return base.ReadAsync(buffer, cancellationToken);
            }

            _pipe = new Pipe(s_options);
            PipeWriter writer = _pipe.Writer;
            _pump = Task.Run(() => PumpAsync(writer), CancellationToken.None);
        }

        return ReadAheadAsync(_pipe.Reader, buffer, cancellationToken);
    }

    private async ValueTask<int> ReadAheadAsync(PipeReader reader, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (result.Buffer.IsEmpty && result.IsCompleted)
        {
            // All that was read ahead has been used: what broke the connection comes after it, and so does what is read directly.
            await reader.CompleteAsync().ConfigureAwait(false);
            _pipe = null;
            (await _pump!.ConfigureAwait(false))?.Throw();
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        int count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        ReadOnlySequence<byte> read = result.Buffer.Slice(0, count);
        read.CopyTo(buffer.Span);
        reader.AdvanceTo(read.End);
        return count;
    }

    /// <summary>Reads until it is no longer to, or the peer has closed, or the connection broke: that is the result.</summary>
    private async Task<ExceptionDispatchInfo?> PumpAsync(PipeWriter writer)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            int read;
            bool isQuiet = false;
            do
            {
                if (isQuiet)
                {
                    // Without a piece of memory, as there may be nothing for long.
                    await base.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
                }

                Memory<byte> room = writer.GetMemory();
                read = await base.ReadAsync(room).ConfigureAwait(false);
                isQuiet = read < room.Length;
                writer.Advance(read);
                await writer.FlushAsync().ConfigureAwait(false);
            }
            while (read > 0 && _isAhead);
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the bytes are read.
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
#pragma warning restore CA1031

        await writer.CompleteAsync().ConfigureAwait(false);
        return failure;
    }
}
