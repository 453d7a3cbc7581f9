using Akka.Actor;
using Akka.Serialization;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Terms;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Akka's serializer for messages that Erlang understands: the bytes are a term in the external term format (erl_ext_dist)
/// with its leading 131; the manifest is empty, since a term says itself what it is, but for calls and casts of a gen_server. So what an actor sends to a BEAM
/// process travels as these bytes, untouched by the transport, and so does what it receives.
/// </summary>
public sealed class EtfSerializer : SerializerWithStringManifest
{
    /// <summary>The serializer's identifier, and the first byte of every term.</summary>
    public const int Id = 131;

    // Serializers are made before extensions can be.
    private readonly Lazy<ErlangDistribution> _distribution;

    /// <summary>Called by Akka.</summary>
    public EtfSerializer(ExtendedActorSystem system)
        : base(system) => _distribution = new Lazy<ErlangDistribution>(() => ErlangDistribution.Get(system));

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        GenServerCall => EtfManifests.Call,
        GenServerCast => EtfManifests.Cast,
        _ => EtfManifests.Message,
    };

    /// <inheritdoc/>
    /// <exception cref="UndeclaredTypeException">Nothing says what the object is in Erlang.</exception>
    public override byte[] ToBinary(object obj) => _distribution.Value.Codec.Encode(obj switch
    {
        GenServerCall call => call.Request,
        GenServerCast cast => cast.Message,
        _ => obj,
    });

    /// <inheritdoc/>
    /// <exception cref="ErlDist.Terms.TermFormatException">The bytes are no term.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        EtfManifests.Call => new GenServerCall(_distribution.Value.Codec.Decode(bytes)),
        EtfManifests.Cast => new GenServerCast(_distribution.Value.Codec.Decode(bytes)),
        EtfManifests.Exit => new Status.Failure(new ErlangExitException(Term.Decode(bytes))),
        _ => _distribution.Value.Codec.Decode(bytes),
    };
}
