using ErlDist.Connections;
using ErlDist.Embedding;

namespace ErlDist.Routing;

/// <summary>
/// How large the reason is of the signal that this thread hands on: exits and ends that a process receives as messages count for their
/// peer like other messages.
/// </summary>
internal static class SignalPayload
{
    /// <summary>A term of small parts takes several times its bytes.</summary>
    private const int Growth = 4;

    [ThreadStatic]
    private static (PeerAccount? Account, long Bytes) s_current;

    /// <summary>A signal of a peer is handed on, until <see cref="End"/>.</summary>
    public static void Begin(PeerAccount account, int bytes) => s_current = (account, bytes);

    /// <summary>It has been.</summary>
    public static void End() => s_current = default;

    /// <summary>Counts it; nothing where no signal of a peer is handed on.</summary>
    /// <exception cref="LimitReachedException">It is too much.</exception>
    public static MessageHold Hold()
    {
        (PeerAccount? account, long payload) = s_current;
        if (account is null)
        {
            return default;
        }

        long bytes = MessageHold.Overhead + (Growth * payload);
        account.Hold(bytes);
        return new MessageHold(account, bytes);
    }
}
