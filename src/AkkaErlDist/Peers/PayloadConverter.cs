using System.Buffers;
using System.Runtime.Serialization;
using Akka.Actor;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Serialization;
using ErlDist;
using ErlDist.Terms;

namespace AkkaErlDist.Peers;

/// <summary>
/// Messages that another serializer wrote, as terms: read back by that serializer, then by the untyped mapping. Only messages of
/// our own actors come here, so what the serializer makes is what the actor sent.
/// </summary>
internal sealed class PayloadConverter(ExtendedActorSystem system, EtfCodec codec) : ITermPayloadConverter
{
    public bool TryConvert(int serializer, string manifest, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem)
    {
        try
        {
            // Never kept: whoever adds to the configuration makes another Serialization.
            object message = system.Serialization.Deserialize(bytes.ToArray(), serializer, manifest);
            codec.Write(message, output);
            problem = "";
            return true;
        }
        catch (Exception failure) when (failure is ErlangException or SerializationException or ArgumentException)
        {
            problem = failure.Message;
            return false;
        }
    }
}
