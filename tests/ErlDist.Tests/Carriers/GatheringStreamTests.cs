using System.Net;
using System.Net.Sockets;
using ErlDist.Carriers;

namespace ErlDist.Tests.Carriers;

public class GatheringStreamTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Records_wait_for_the_flush_and_keep_their_order()
    {
        (GatheringStream stream, Socket peer) = await ConnectAsync();
        using (stream)
        using (peer)
        {
            await stream.WriteAsync(new byte[] { 1 });
            stream.Gather = true;
            await stream.WriteAsync(new byte[] { 2, 3 });
            await stream.WriteAsync(new byte[] { 4 });
            Assert.Equal([1], await ReceiveAsync(peer, 1));
            Assert.Equal(0, peer.Available);
            stream.Gather = false;
            await stream.FlushAsync();
            Assert.Equal([2, 3, 4], await ReceiveAsync(peer, 3));
        }
    }

    [Fact]
    public async Task More_than_it_gathers_goes_out_by_itself()
    {
        (GatheringStream stream, Socket peer) = await ConnectAsync();
        using (stream)
        using (peer)
        {
            stream.Gather = true;
            byte[] all = [.. Enumerable.Range(0, 400_000).Select(i => (byte)(i % 251))];
            Task<byte[]> received = ReceiveAsync(peer, all.Length);
            foreach (byte[] record in all.Chunk(16_000))
            {
                await stream.WriteAsync(record);
            }

            await stream.FlushAsync();
            Assert.Equal(all, await received.WaitAsync(s_limit));
        }
    }

    [Fact]
    public async Task A_record_that_is_too_large_to_gather_is_written_in_its_place()
    {
        (GatheringStream stream, Socket peer) = await ConnectAsync();
        using (stream)
        using (peer)
        {
            stream.Gather = true;
            byte[] large = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i % 13))];
            Task<byte[]> received = ReceiveAsync(peer, large.Length + 2);
            await stream.WriteAsync(new byte[] { 7 });
            await stream.WriteAsync(large);
            await stream.WriteAsync(new byte[] { 8 });
            await stream.FlushAsync();
            Assert.Equal([7, .. large, 8], await received.WaitAsync(s_limit));
        }
    }

    private static async Task<(GatheringStream Stream, Socket Peer)> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint!);
        return (new GatheringStream(new NetworkStream(socket, ownsSocket: true)), await listener.AcceptAsync());
    }

    private static async Task<byte[]> ReceiveAsync(Socket peer, int count)
    {
        using var limit = new CancellationTokenSource(s_limit);
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int part = await peer.ReceiveAsync(bytes.AsMemory(received), limit.Token);
            received += part == 0 ? throw new EndOfStreamException() : part;
        }

        return bytes;
    }
}
