namespace AkkaErlDist.Serialization;

/// <summary>
/// The object that was serialized last on this thread. Akka writes what it serializes on the same thread at once, so the transport
/// finds here what a message to a BEAM process was before it became bytes that are of use to actor systems only.
/// </summary>
internal static class Handover
{
    [ThreadStatic]
    private static (object Message, byte[] Bytes) s_last;

    /// <summary>An object was serialized.</summary>
    public static void Remember(object message, byte[] bytes) => s_last = (message, bytes);

    /// <summary>It has been written.</summary>
    public static void Forget() => s_last = default;

    /// <summary>The object that became these bytes; null if it was another.</summary>
    public static object? Take(ReadOnlySpan<byte> bytes)
    {
        (object message, byte[] remembered) = s_last;
        s_last = default;
        return remembered is not null && bytes.SequenceEqual(remembered) ? message : null;
    }
}
