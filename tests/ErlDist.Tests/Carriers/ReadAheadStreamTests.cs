using System.Net;
using System.Net.Sockets;
using ErlDist.Carriers;

namespace ErlDist.Tests.Carriers;

public sealed class ReadAheadStreamTests : IAsyncDisposable
{
    private const int Kilobyte = 1024;
    private const int KernelBytes = 64 * Kilobyte;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _limit = new(s_limit);
    private readonly Socket _peer;
    private readonly ReadAheadStream _stream;

    public ReadAheadStreamTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.ReceiveBufferSize = KernelBytes;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = KernelBytes };
        _peer.Connect(listener.LocalEndPoint!);
        _stream = new ReadAheadStream(new NetworkStream(listener.Accept(), ownsSocket: true));
    }

    [Fact]
    public async Task It_takes_in_what_nobody_has_asked_for_yet_up_to_a_limit()
    {
        _stream.IsAhead = true;
        byte[] sent = Bytes(4 * ReadAheadStream.MaxAhead);
        Task within = SendAsync(sent.AsMemory(0, ReadAheadStream.MaxAhead));
        Assert.Equal([sent[0]], await ReadAsync(1));
        await within;

        // The rest waits in the peer, but for what the kernel and the limit's last piece hold.
        Task beyond = SendAsync(sent.AsMemory(ReadAheadStream.MaxAhead));
        Assert.Equal(sent[1..(2 * ReadAheadStream.MaxAhead)], await ReadAsync((2 * ReadAheadStream.MaxAhead) - 1));
        Assert.False(beyond.IsCompleted);
        Assert.Equal(sent[(2 * ReadAheadStream.MaxAhead)..], await ReadAsync(2 * ReadAheadStream.MaxAhead));
        await beyond;
    }

    [Fact]
    public async Task Otherwise_it_takes_what_is_asked_for()
    {
        byte[] sent = Bytes(ReadAheadStream.MaxAhead);
        Task sending = SendAsync(sent);

        Assert.Equal(sent[..10], await ReadAsync(10));

        Assert.False(sending.IsCompleted);
        Assert.Equal(sent[10..], await ReadAsync(sent.Length - 10));
        await sending;
    }

    [Fact]
    public async Task Bytes_keep_their_order_however_often_it_changes()
    {
        var random = new Random(1);
        byte[] sent = Bytes(8 * ReadAheadStream.MaxAhead);
        Task sending = SendAsync(sent);

        int at = 0;
        for (bool ahead = true; at < sent.Length; ahead = random.Next(3) > 0)
        {
            _stream.IsAhead = ahead;
            int count = Math.Min(random.Next(1, 300 * Kilobyte), sent.Length - at);
            Assert.Equal(sent[at..(at + count)], await ReadAsync(count));
            at += count;
        }

        await sending;
    }

    [Fact]
    public async Task A_read_of_nothing_waits_for_bytes_and_takes_none()
    {
        _stream.IsAhead = true;
        ValueTask<int> waiting = _stream.ReadAsync(Memory<byte>.Empty, _limit.Token);
        Assert.False(waiting.IsCompleted);

        await SendAsync(new byte[] { 1, 2 });

        Assert.Equal(0, await waiting);
        Assert.Equal([1, 2], await ReadAsync(2));
    }

    [Fact]
    public async Task The_peers_end_comes_after_its_bytes_and_stays()
    {
        _stream.IsAhead = true;
        await SendAsync(Bytes(100));
        _peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(Bytes(100), await ReadAsync(100));
        Assert.Equal(0, await _stream.ReadAsync(new byte[1], _limit.Token));
        Assert.Equal(0, await _stream.ReadAsync(new byte[1], _limit.Token));
    }

    [Fact]
    public async Task A_broken_connection_is_told_after_the_bytes_that_came()
    {
        _stream.IsAhead = true;
        await SendAsync(Bytes(100));
        Assert.Equal(0, await _stream.ReadAsync(Memory<byte>.Empty, _limit.Token));
        _peer.LingerState = new LingerOption(enable: true, seconds: 0);
        _peer.Dispose();

        Assert.Equal(Bytes(100), await ReadAsync(100));
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(1));
    }

    [Fact]
    public async Task Who_waits_is_told_that_it_was_disposed_of()
    {
        _stream.IsAhead = true;
        Task<byte[]> waiting = ReadAsync(1);

        await _stream.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(s_limit));
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _peer.Dispose();
        _limit.Dispose();
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await using var peer = new NetworkStream(_peer, ownsSocket: false);
        await peer.WriteAsync(bytes, _limit.Token);
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, _limit.Token);
        return bytes;
    }
}
