using System.Buffers;
using System.Collections;
using Akka.Actor;
using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Serialization;

namespace AkkaErlDist.Peers;

/// <summary>
/// Messages that another serializer wrote, as terms: read back by that serializer, then by the untyped mapping. Only messages of
/// our own actors come here, so what the serializer makes is what the actor sent.
/// </summary>
internal sealed class PayloadConverter(ExtendedActorSystem system, EtfCodec codec) : ITermPayloadConverter
{
    /// <summary>Akka's default. Text has a serializer of its own, so text that this one wrote was something else.</summary>
    private const int JsonSerializer = 1;

    public bool TryConvert(int serializer, string manifest, ReadOnlyMemory<byte> bytes, IBufferWriter<byte> output, out string problem)
    {
        try
        {
            // Never kept: whoever adds to the configuration makes another Serialization.
            object message = system.Serialization.Deserialize(bytes.ToArray(), serializer, manifest);
            problem = serializer == JsonSerializer ? WhatJsonLost(message) : "";
            if (problem.Length == 0)
            {
                codec.Write(message, output);
            }
        }
        catch (Exception failure)
        {
            // Whatever a serializer of the user's throws: the message is lost, the association is not.
            problem = failure.Message;
        }

        return problem.Length == 0;
    }

    private static string WhatJsonLost(object message) => message switch
    {
        string => "Its type has no form in Erlang, and JSON has made text of it. Declare the type, or send a term or text.",
        IEnumerable when !KeepsItsTypes(message.GetType()) =>
            $"{message.GetType()} goes by JSON, which loses the types of what it holds. Send a list, an array or a dictionary in its place.",
        _ => "",
    };

    /// <summary>JSON names the type of the whole, and so those that are part of its name; what only an instance knows it forgets.</summary>
    private static bool KeepsItsTypes(Type type) =>
        type.IsGenericType && type.GetGenericArguments().All(static part => part.IsSealed && (!part.IsGenericType || KeepsItsTypes(part)));
}
