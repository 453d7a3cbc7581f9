using System.Runtime.CompilerServices;
using System.Text;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Remote.Transport;
using AkkaErlDist.Bridge.Protocol;

namespace AkkaErlDist.Serialization;

/// <summary>
/// For whom a serializer works just now, and whose message it reads. Akka doesn't tell, but the actor that it works in does.
/// Where that says nothing, what is written is for actor systems, and the bridge turns it into a term later.
/// </summary>
internal static class SerializationTarget
{
    private const string Writer = "ndpointWriter-";
    private const string BeamPort = "%3A0-";
    private static readonly object Yes = new();
    private static readonly object No = new();

    // It is asked twice for each message.
    private static readonly ConditionalWeakTable<ActorCell, object> Answers = [];

    /// <summary>
    /// Whether it is a BEAM node: the endpoint's writer, or the one above it, is named after the remote address, and only
    /// BEAM nodes have port 0.
    /// </summary>
    public static bool IsBeam =>
        InternalCurrentActorCellKeeper.Current is { } cell
        && ReferenceEquals(Answers.GetValue(cell, static c => IsBeamWriter(c.Self.Path) || IsBeamWriter(c.Self.Path.Parent) ? Yes : No), Yes);

    /// <summary>The sender and the recipient of the message that the endpoint's reader deals with; null where it is not one.</summary>
    public static (string Sender, string Recipient)? Current
    {
        get
        {
            if (InternalCurrentActorCellKeeper.Current?.CurrentMessage is not InboundPayload { Payload: { } payload })
            {
                return null;
            }

            EnvelopeReader envelope = PduReader.ReadContent(payload.Span).Envelope;
            return (Encoding.UTF8.GetString(envelope.Sender), Encoding.UTF8.GetString(envelope.Recipient));
        }
    }

    private static bool IsBeamWriter(ActorPath path) =>
        path.Name.Contains(Writer, StringComparison.Ordinal) && path.Name.Contains(BeamPort, StringComparison.OrdinalIgnoreCase);
}
