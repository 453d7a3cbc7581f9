namespace ErlDist.Embedding;

/// <summary>A peer's release is too old for a signal; the connection is as good as before.</summary>
public sealed class SignalNotSupportedException : ErlangException
{
    internal SignalNotSupportedException(SignalKind kind)
        : base($"The peer can't take {kind}: its release is too old, or it is no full Erlang node. Ask for something that it can do.") =>
        Kind = kind;

    /// <summary>What it cannot take.</summary>
    public SignalKind Kind { get; }
}
