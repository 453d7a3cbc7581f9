using Google.Protobuf;

namespace AkkaErlDist.Remoting.Protocol;

/// <summary>Reads messages by the generated classes.</summary>
internal static class Protobuf
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="PduException">It is none.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new PduException($"No {typeof(T).Name}: {e.Message}", e);
        }
    }
}
