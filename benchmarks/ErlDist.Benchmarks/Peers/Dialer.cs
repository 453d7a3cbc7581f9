using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Orchestration;
using ErlDist.Embedding;
using ErlDist.Wire;

namespace ErlDist.Benchmarks.Peers;

/// <summary>
/// Opens connections as hidden nodes: TLS 1.3 with certificates on both sides, then the handshake. Against raw SslStream
/// it is TLS alone. Every connection has a node name of its own and costs the other side a whole set-up.
/// </summary>
internal sealed class Dialer(string name, Tls tls)
{
    private readonly ConcurrentBag<SslStream> _held = [];
    private string _address = "";
    private string? _peerName;
    private int _lastName;

    public static async Task<int> RunAsync(string name, string directory)
    {
        await ControlLoop.RunAsync(name, new Dialer(name, new Tls(directory)).ObeyAsync);
        return 0;
    }

    private async Task<RunResult> ObeyAsync(ControlCommand command)
    {
        switch (command.Verb)
        {
            case "connect":
                await FindAsync(command.Text("target"));
                return new RunResult();
            case "setup":
                return await ParallelAsync(
                    command.Number("count"), command.Number("parallel"), async () => await (await DialAsync()).DisposeAsync());
            case "hold":
                return await ParallelAsync(command.Number("count"), 8, async () => _held.Add(await DialAsync()));
            case "release":
                while (_held.TryTake(out SslStream? stream))
                {
                    await stream.DisposeAsync();
                }

                return new RunResult();
            default:
                throw new ArgumentException($"unknown: {command.Verb}");
        }
    }

    // host:port is raw SslStream, name@host a node that EPMD knows.
    private async Task FindAsync(string target)
    {
        if (!NodeName.IsValid(target))
        {
            _address = target;
            return;
        }

        EpmdEntry entry = await new EpmdClient(EpmdOptions.FromEnvironment()).LookupAsync(target.Split('@')[0], NodeName.HostOf(target))
            ?? throw new PeerException($"EPMD does not know {target}");
        _peerName = target;
        _address = string.Create(CultureInfo.InvariantCulture, $"{NodeName.HostOf(target)}:{entry.Port}");
    }

    private static async Task<RunResult> ParallelAsync(int count, int parallel, Func<Task> work)
    {
        int left = count;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await work();
            }
        }));
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, count);
    }

    private async Task<SslStream> DialAsync()
    {
        SslStream stream = await tls.ConnectAsync(_address);
        try
        {
            if (_peerName is not null)
            {
                await HandshakeAsync(stream, _peerName);
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task HandshakeAsync(SslStream stream, string peerName)
    {
        var handshake = new InitiatorHandshake(
            new HandshakeOptions
            {
                LocalName = $"{name}x{Interlocked.Increment(ref _lastName)}@localhost",
                Creation = 4,
                CookieFor = _ => new Cookie(Workspace.Cookie),
            },
            peerName);
        using var frames = new FrameReader(prefixBytes: 4, chunkBytes: 1024);
        var output = new ArrayBufferWriter<byte>();
        while (handshake.Progress != HandshakeProgress.Completed)
        {
            output.ResetWrittenCount();
            if (handshake.TryWriteOutput(output))
            {
                await stream.WriteAsync(output.WrittenMemory);
            }
            else if (handshake.Failure is { } failure)
            {
                throw failure;
            }
            else if (frames.TryRead(out ReadOnlySpan<byte> message))
            {
                handshake.OnMessage(message);
            }
            else
            {
                int read = await stream.ReadAsync(frames.GetMemory());
                frames.Advance(read == 0 ? throw new EndOfStreamException("closed in the handshake") : read);
            }
        }
    }
}
