using System.Buffers.Binary;
using DotNetty.Buffers;
using DotNetty.Handlers.Tls;
using DotNetty.Transport.Channels;

namespace AkkaErlDist.Carriers;

/// <summary>
/// Hands <see cref="TlsHandler"/> one TLS record at a time until its handshake has ended. Given the record that ends the
/// handshake and the one behind it together, DotNetty 0.7.6 drops its place in them (a NullReferenceException in
/// <c>ExpandSource</c>): a peer that speaks at once would be refused now and then. RFC 8446, 5.1: type, version (2 bytes),
/// length (2 bytes), body.
/// </summary>
internal sealed class RecordSplitter(Task handshake) : ChannelHandlerAdapter
{
    private const int HeaderBytes = 5;

    private readonly byte[] _header = new byte[HeaderBytes];
    private int _headerBytes;
    private int _bodyLeft;

    public override bool IsSharable => false;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var buffer = (IByteBuffer)message;
        while (!handshake.IsCompleted && buffer.ReadableBytes > 0)
        {
            int length = LengthToRecordEnd(buffer);
            if (length == buffer.ReadableBytes)
            {
                break;
            }

            context.FireChannelRead(buffer.ReadRetainedSlice(length));
        }

        context.FireChannelRead(buffer);
    }

    /// <summary>Bytes up to the end of the record that the buffer begins in, or all of it; remembers where it stops.</summary>
    private int LengthToRecordEnd(IByteBuffer buffer)
    {
        int available = buffer.ReadableBytes;
        int taken = 0;
        if (_headerBytes < HeaderBytes)
        {
            taken = Math.Min(available, HeaderBytes - _headerBytes);
            buffer.GetBytes(buffer.ReaderIndex, _header, _headerBytes, taken);
            _headerBytes += taken;
            if (_headerBytes < HeaderBytes)
            {
                return taken;
            }

            _bodyLeft = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(3));
        }

        int body = Math.Min(_bodyLeft, available - taken);
        _bodyLeft -= body;
        if (_bodyLeft == 0)
        {
            _headerBytes = 0;
        }

        return taken + body;
    }
}
