namespace ErlDist;

/// <summary>What one connection may cost us, whatever its peer sends. Reaching a limit ends that connection and nothing else, where nothing else is said.</summary>
public sealed record WireLimits
{
    /// <summary>The defaults.</summary>
    public static WireLimits Default { get; } = new();

    /// <summary>The longest message before the peer has proved that it knows the cookie, in bytes. A true one has some 300.</summary>
    public int MaxHandshakeMessageBytes { get; init; } = 4 * 1024;

    /// <summary>The longest frame after the handshake, in bytes. Peers without fragments send a message of any size as one frame.</summary>
    public int MaxFrameBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How many messages may be on their way in fragments at a time.</summary>
    public int MaxFragmentSeries { get; init; } = 1024;

    /// <summary>
    /// The sum of all fragments that wait for their end, in bytes; so the longest message in fragments, too. The message that goes beyond it is
    /// dropped, and its connection stays up.
    /// </summary>
    public int MaxFragmentBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>How long a message in fragments may stand still.</summary>
    public TimeSpan MaxFragmentIdle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The largest part of a message in one frame where the peer takes fragments, in bytes. OTP's own is 64 KiB; with
    /// the little more here a message with a binary of 64 KiB goes whole. A larger message's frames fill whole TLS records of 16 KiB.
    /// </summary>
    public int FragmentBytes { get; init; } = 66 * 1024;
}
