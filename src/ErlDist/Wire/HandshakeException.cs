using ErlDist.Wire;

namespace ErlDist.Embedding;

/// <summary>A handshake failed; the connection is to be closed.</summary>
public sealed class HandshakeException : ErlangException
{
    internal HandshakeException(HandshakeError error, HandshakeState state, string message, string? otherName = null, Exception? cause = null)
        : base(message, cause)
    {
        OtherName = otherName;
        Error = error;
        State = state;
    }

    /// <summary>Why.</summary>
    public HandshakeError Error { get; }

    /// <summary>With <see cref="HandshakeError.WrongName"/>: the name that the node has. It has not shown yet that it may have it.</summary>
    public string? OtherName { get; }

    /// <summary>How far the handshake had come.</summary>
    internal HandshakeState State { get; }
}
