using System.Globalization;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.Util;
using AkkaErlDist.Remoting.Protocol;
using ErlDist;
using ErlDist.Mapping;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Akka's serializer for messages that Erlang understands: the bytes are a term in the external term format (erl_ext_dist)
/// with its leading 131, and the manifest is empty but for calls and casts of a gen_server. So what an actor sends to a BEAM
/// process travels as these bytes, untouched by the transport, and so does what it receives.
/// </summary>
/// <remarks>
/// Between actor systems terms travel so, too. A declared type goes as a term with its type's name for manifest, and actor
/// references in it as Akka's own; anything else that is bound to this serializer as the default serializer writes it.
/// </remarks>
public sealed class EtfSerializer : SerializerWithStringManifest
{
    /// <summary>The serializer's identifier, and the first byte of every term.</summary>
    public const int Id = Serializers.Etf;

    private const string TypeMark = "type ";
    private const string DefaultMark = "by ";

    // Serializers are made before extensions can be, and before a logger can name its system.
    private readonly Lazy<ErlangDistribution> _distribution;
    private readonly EtfCodec _native;

    /// <summary>Called by Akka.</summary>
    public EtfSerializer(ExtendedActorSystem system)
        : base(system)
    {
        _distribution = new Lazy<ErlangDistribution>(() => ErlangDistribution.Get(system));
        _native = new EtfCodec(new NativeActorTerms(system, pid => _distribution.Value.ActorFor(pid)), BinaryAs.Text);
    }

    private enum Form
    {
        Term,
        Declared,
        Default,
    }

    /// <inheritdoc/>
    public override int Identifier => Id;

    private Serializer Default => system.Serialization.FindSerializerForType(typeof(object));

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        GenServerCall => EtfManifests.Call,
        GenServerCast => EtfManifests.Cast,
        _ => FormOf(o) switch
        {
            Form.Term => EtfManifests.Message,
            Form.Declared => TypeMark + o.GetType().TypeQualifiedName(),
            _ => string.Create(CultureInfo.InvariantCulture, $"{DefaultMark}{Default.Identifier} {Akka.Serialization.Serialization.ManifestFor(Default, o)}"),
        },
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">Nothing says what the object is in Erlang.</exception>
    public override byte[] ToBinary(object obj)
    {
        byte[] bytes = Write(obj);
        Handover.Remember(obj, bytes);
        return bytes;
    }

    private byte[] Write(object obj)
    {
        try
        {
            return FormOf(obj) switch
            {
                Form.Term => _distribution.Value.Codec.Encode(obj switch
                {
                    GenServerCall call => call.Request,
                    GenServerCast cast => cast.Message,
                    _ => obj,
                }),
                Form.Declared => _native.Encode(obj),
                _ => Default.ToBinary(obj),
            };
        }
        catch (Exception failure) when (failure is ErlangException or ArgumentException)
        {
            throw new SerializationException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are no term, or not of the shape that their tag is declared with.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return Read(bytes, manifest ?? "");
        }
        catch (Exception failure) when (failure is ErlangException or ArgumentException)
        {
            throw new SerializationException(failure.Message, failure);
        }
    }

    private static Form FormOf(object message) =>
        message is Term or GenServerCall or GenServerCast ? Form.Term
        : ErlTypes.IsDeclared(message.GetType()) ? Form.Declared
        : Form.Default;

    private object Read(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case EtfManifests.Message:
                return _distribution.Value.Codec.Decode(bytes);
            case EtfManifests.Call:
                return new GenServerCall(_distribution.Value.Codec.Decode(bytes));
            case EtfManifests.Cast:
                return new GenServerCast(_distribution.Value.Codec.Decode(bytes));
        }

        if (manifest.StartsWith(TypeMark, StringComparison.Ordinal))
        {
            return _native.Decode(bytes, Type.GetType(manifest[TypeMark.Length..], throwOnError: true)!);
        }

        string[] words = manifest.Split(' ', 3);
        return words is ["by", var number, var theirs] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? system.Serialization.Deserialize(bytes, id, theirs)
            : throw new SerializationException($"The manifest '{manifest}' is none of this serializer's; do both systems use the same AkkaErlDist?");
    }
}
