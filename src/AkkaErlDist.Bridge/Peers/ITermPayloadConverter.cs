using System.Buffers;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// Turns messages that Akka's other serializers wrote into terms. The bridge has no Akka.Serialization; the plugin has.
/// Called only with messages of local actors, never with anything that a BEAM node has sent.
/// </summary>
public interface ITermPayloadConverter
{
    /// <summary>Writes the message as one encoded term without version byte.</summary>
    /// <param name="serializer">The serializer's identifier.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="bytes">What it wrote.</param>
    /// <param name="output">Where the term goes.</param>
    /// <param name="problem">When false: why not, and what to do.</param>
    bool TryConvert(int serializer, string manifest, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem);
}
