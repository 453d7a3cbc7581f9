using ErlDist.Connections;

namespace ErlDist.Embedding;

/// <summary>A message that a process keeps counts for its peer until this is released.</summary>
public readonly struct MessageHold
{
    /// <summary>What a place in a queue takes, about.</summary>
    internal const int Overhead = 64;

    private readonly PeerAccount? _account;
    private readonly long _bytes;

    internal MessageHold(PeerAccount account, long bytes) => (_account, _bytes) = (account, bytes);

    /// <summary>The message is done with. To be called once.</summary>
    public void Release() => _account?.Release(_bytes);
}
