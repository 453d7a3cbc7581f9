using AkkaErlDist.Carriers;
using DotNetty.Buffers;
using DotNetty.Transport.Channels.Embedded;

namespace AkkaErlDist.Tests.Carriers;

/// <summary>How far the event loop reads ahead of who takes the bytes.</summary>
public sealed class ChannelPipeTests
{
    private const int PieceBytes = 64 * 1024;

    [Fact]
    public async Task The_event_loop_reads_further_ahead_while_large_messages_come()
    {
        var channel = new EmbeddedChannel();
        var pipe = new ChannelPipe(channel);
        channel.Pipeline.AddLast(pipe);

        int usual = PiecesUntilItRests(channel);
        await TakeAsync(pipe, usual);
        Assert.True(channel.Configuration.AutoRead);
        pipe.OnReceivingBulk(isBulk: true);
        int bulk = PiecesUntilItRests(channel);
        await TakeAsync(pipe, bulk);
        pipe.OnReceivingBulk(isBulk: false);

        Assert.InRange(bulk, 4 * usual, 64 * usual);
        Assert.Equal(usual, PiecesUntilItRests(channel));
        pipe.Abandon();
    }

    [Fact]
    public async Task One_that_has_read_far_ahead_reads_on_when_little_is_left()
    {
        var channel = new EmbeddedChannel();
        var pipe = new ChannelPipe(channel);
        channel.Pipeline.AddLast(pipe);
        pipe.OnReceivingBulk(isBulk: true);
        int pieces = PiecesUntilItRests(channel);
        pipe.OnReceivingBulk(isBulk: false);

        await TakeAsync(pipe, pieces / 2);
        Assert.False(channel.Configuration.AutoRead);
        await TakeAsync(pipe, pieces - (pieces / 2));
        Assert.True(channel.Configuration.AutoRead);
        pipe.Abandon();
    }

    private static int PiecesUntilItRests(EmbeddedChannel channel)
    {
        int pieces = 0;
        for (; channel.Configuration.AutoRead && pieces < 1000; pieces++)
        {
            channel.WriteInbound(Unpooled.WrappedBuffer(new byte[PieceBytes]));
        }

        return pieces;
    }

    private static async Task TakeAsync(ChannelPipe pipe, int pieces)
    {
        byte[] piece = new byte[PieceBytes];
        for (int i = 0; i < pieces; i++)
        {
            Assert.Equal(PieceBytes, await pipe.ReadAsync(piece, CancellationToken.None));
        }
    }
}
