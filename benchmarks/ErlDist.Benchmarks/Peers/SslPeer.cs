using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ErlDist.Benchmarks.Control;

namespace ErlDist.Benchmarks.Peers;

/// <summary>
/// SslStream on a socket with nothing above it: the limit of what .NET's TLS can carry. A run starts with a header of
/// 16 bytes (size, count); count 0 means echo blocks of that size until one starts with 0, else: read all, confirm.
/// </summary>
/// <param name="tls">Its certificates.</param>
/// <param name="keeps">Whether a receiver gives each message an array of its own, as one must that hands it on; else it throws it away.</param>
internal sealed class SslPeer(Tls tls, bool keeps)
{
    private const int HeaderBytes = 16;
    private const int ReadBytes = 256 * 1024;
    private SslStream? _stream;
    private string _target = "";

    public static async Task<int> RunAsync(string directory, bool keeps)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        var peer = new SslPeer(new Tls(directory), keeps);
        _ = peer.AcceptAsync(listener);
        await ControlLoop.RunAsync($"localhost:{((IPEndPoint)listener.LocalEndPoint!).Port}", peer.ObeyAsync);
        return 0;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(tls.ServerOptions());

            // An empty read waits without holding a buffer, as idle connections should.
            _ = await stream.ReadAsync(Memory<byte>.Empty);
            byte[] header = new byte[HeaderBytes];
            while (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
            {
                int size = BinaryPrimitives.ReadInt32BigEndian(header);
                long count = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(8));
                await (count == 0 ? EchoAsync(stream, size) : keeps ? KeepAsync(stream, size, count) : SinkAsync(stream, size * count));
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
    }

    private static async Task EchoAsync(SslStream stream, int size)
    {
        byte[] block = new byte[size];
        do
        {
            await stream.ReadExactlyAsync(block);
            await stream.WriteAsync(block);
        }
        while (block[0] != 0);
    }

    private static async Task SinkAsync(SslStream stream, long bytes)
    {
        byte[] buffer = new byte[ReadBytes];
        while (bytes > 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)));
            bytes = read == 0 ? throw new EndOfStreamException() : bytes - read;
        }

        await stream.WriteAsync(new byte[1]);
    }

    private static async Task KeepAsync(SslStream stream, int size, long count)
    {
        for (long i = 0L; i < count; i++)
        {
            byte[] message = GC.AllocateUninitializedArray<byte>(size);
            await stream.ReadExactlyAsync(message);
        }

        await stream.WriteAsync(new byte[1]);
    }

    private Task<RunResult> ObeyAsync(ControlCommand command) => command.Verb switch
    {
        "connect" => ConnectAsync(command.Text("target")),
        "rtt" => RoundTripsAsync(command.Seconds("seconds")),
        "mixed" => MixedAsync(command.Seconds("seconds"), command.Number("size"), command.Number("inflight")),
        "oneway" => OneWayAsync(command.Number("size"), command.Number("count")),
        "collect" => Task.FromResult(ControlLoop.Collect()),
        _ => throw new ArgumentException($"unknown: {command.Verb}"),
    };

    private async Task<RunResult> ConnectAsync(string target)
    {
        _target = target;
        _stream = await tls.ConnectAsync(target);
        return new RunResult();
    }

    private async Task<RunResult> RoundTripsAsync(TimeSpan duration)
    {
        const int Size = 64;
        (byte[] block, byte[] answer) = (new byte[Size], new byte[Size]);
        List<long> samples = [];
        await _stream!.WriteAsync(Header(Size, 0));
        long start = Stopwatch.GetTimestamp();
        long now = start;
        bool more;
        do
        {
            more = Stopwatch.GetElapsedTime(start, now) < duration;
            block[0] = more ? (byte)1 : (byte)0;
            await _stream.WriteAsync(block);
            await _stream.ReadExactlyAsync(answer);
            long then = Stopwatch.GetTimestamp();
            samples.Add(RunResult.Nanoseconds(now, then));
            now = then;
        }
        while (more);
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, samples.Count, samples);
    }

    private Task<RunResult> OneWayAsync(int size, long count) => OneWayAsync(_stream!, new byte[size], count);

    private static async Task<RunResult> OneWayAsync(SslStream stream, byte[] block, long count)
    {
        byte[] answer = new byte[1];
        long start = Stopwatch.GetTimestamp();
        await stream.WriteAsync(Header(block.Length, count));
        for (long i = 0L; i < count; i++)
        {
            await stream.WriteAsync(block);
        }

        await stream.ReadExactlyAsync(answer);
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, count);
    }

    /// <summary>Each stream of blocks on a connection of its own: what a small message waits for is the machine alone.</summary>
    private async Task<RunResult> MixedAsync(TimeSpan duration, int size, int inFlight)
    {
        using var stop = new CancellationTokenSource();
        int acknowledged = 0;
        Task[] streams = Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            await using SslStream bulk = await tls.ConnectAsync(_target);
            byte[] block = new byte[size];
            while (!stop.IsCancellationRequested)
            {
                await OneWayAsync(bulk, block, 1);
                Interlocked.Increment(ref acknowledged);
            }
        })).ToArray();
        RunResult result = await RoundTripsAsync(duration);
        result = result with { Count = Volatile.Read(ref acknowledged) };
        await stop.CancelAsync();
        await Task.WhenAll(streams);
        return result;
    }

    private static byte[] Header(int size, long count)
    {
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(8), count);
        return header;
    }
}
