using ErlDist;

namespace AkkaErlDist;

/// <summary>A message could not be written as a term, or is larger than <c>maximum-frame-size</c>: it never left.</summary>
public sealed class UnsendableMessageException : ErlangException
{
    internal UnsendableMessageException(Exception cause)
        : base($"The message can't be written as an Erlang term: {cause.Message}", cause)
    {
    }

    internal UnsendableMessageException(long size, long limit)
        : base($"The message has {size} bytes as an Erlang term, {limit} are allowed (maximum-frame-size).") => Size = size;

    /// <summary>How many bytes it has, where that is why.</summary>
    public long? Size { get; }
}
