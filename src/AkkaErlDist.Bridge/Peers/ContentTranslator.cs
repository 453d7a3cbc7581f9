using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using AkkaErlDist.Bridge.Addresses;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Peers;

/// <summary>
/// Terms for what Akka's own serializers wrote: null, bytes, text, integers and actor references by hand, everything else by
/// the owner's <see cref="ITermPayloadConverter"/>.
/// </summary>
internal static class ContentTranslator
{
    private const string ClrString = "System.String,";
    private const string ClrInt32 = "System.Int32,";
    private const string ClrInt64 = "System.Int64,";

    /// <summary>Writes the term without version byte.</summary>
    public static bool TryTranslate(
        BeamPeer peer, ContentReader content, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem)
    {
        problem = "";
        string manifest = Encoding.UTF8.GetString(content.Manifest);
        var writer = new TermWriter(output);
        switch (content.Serializer)
        {
            case Serializers.Null:
                writer.WriteAtom(Atom.Undefined);
                break;
            case Serializers.Bytes:
                writer.WriteBinary(content.Bytes);
                break;
            case Serializers.Primitive when IsText(manifest) && Utf8.IsValid(content.Bytes):
                writer.WriteBinary(content.Bytes);
                break;
            case Serializers.Primitive when (manifest == "I" || manifest.StartsWith(ClrInt32, StringComparison.Ordinal))
                                            && content.Bytes.Length == sizeof(int):
                writer.WriteInt64(BinaryPrimitives.ReadInt32LittleEndian(content.Bytes));
                break;
            case Serializers.Primitive when (manifest == "L" || manifest.StartsWith(ClrInt64, StringComparison.Ordinal))
                                            && content.Bytes.Length == sizeof(long):
                writer.WriteInt64(BinaryPrimitives.ReadInt64LittleEndian(content.Bytes));
                break;
            case Serializers.Misc when content.Manifest.SequenceEqual(Manifests.ActorRef):
                WriteActor(ref writer, peer, Protobuf.Parse(Ref.Parser, content.Bytes).Path);
                break;
            default:
                return peer.Options.Converter.TryConvert(content.Serializer, manifest, bytes, output, out problem);
        }

        writer.Flush();
        return true;
    }

    private static bool IsText(string manifest) => manifest == "S" || manifest.StartsWith(ClrString, StringComparison.Ordinal);

    /// <summary>What one sends to in Erlang; <c>undefined</c> for nobody.</summary>
    private static void WriteActor(ref TermWriter writer, BeamPeer peer, string path)
    {
        const string Nobody = "nobody";
        if (path is "" or Nobody)
        {
            writer.WriteAtom(Atom.Undefined);
        }
        else if (AkkaSender.TryParseProcess(path, peer.Options.NodeOf) is not { } target)
        {
            writer.WritePid(peer.Refs.GetOrAdd(path).Pid);
        }
        else
        {
            target.Write(ref writer);
        }
    }
}
