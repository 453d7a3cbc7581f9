using Akka.Actor;
using Akka.Serialization;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Akka's serializer for messages that Erlang understands: the bytes are a term in the external term format (erl_ext_dist)
/// with its leading 131, and the manifest is empty, since a term says itself what it is. So what an actor sends to a BEAM
/// process travels as these bytes, untouched by the transport, and so does what it receives.
/// </summary>
public sealed class EtfSerializer : SerializerWithStringManifest
{
    /// <summary>The serializer's identifier, and the first byte of every term.</summary>
    public const int Id = 131;

    private readonly Lazy<EtfCodec> _codec;

    /// <summary>Called by Akka.</summary>
    public EtfSerializer(ExtendedActorSystem system)
        : base(system)
    {
        // Serializers are made before extensions can be.
        _codec = new Lazy<EtfCodec>(() => ErlangDistribution.Get(system).Codec);
    }

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) => "";

    /// <inheritdoc/>
    /// <exception cref="UndeclaredTypeException">Nothing says what the object is in Erlang.</exception>
    public override byte[] ToBinary(object obj) => _codec.Value.Encode(obj);

    /// <inheritdoc/>
    /// <exception cref="ErlDist.Terms.TermFormatException">The bytes are no term.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => _codec.Value.Decode(bytes);
}
