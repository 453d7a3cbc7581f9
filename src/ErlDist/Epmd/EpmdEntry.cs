namespace ErlDist.Embedding;

/// <summary>
/// What EPMD keeps of one node: the fields of ALIVE2_REQ and PORT2_RESP (erl_dist_protocol, "Register a node in EPMD").
/// </summary>
/// <param name="Name">The part of the node name before the @; 1 to 255 characters, none of them NUL.</param>
/// <param name="Port">The TCP port that the node listens on; 0 for a node that takes no connections.</param>
public sealed record EpmdEntry(string Name, int Port)
{
    /// <summary>Normal, or hidden.</summary>
    public EpmdNodeType NodeType { get; init; } = EpmdNodeType.Normal;

    /// <summary>The bearer: 0 is TCP/IP, also for IPv6 and for TLS.</summary>
    public byte Protocol { get; init; }

    /// <summary>The highest distribution version the node speaks; 6 since OTP 23.</summary>
    public int HighestVersion { get; init; } = 6;

    /// <summary>The lowest distribution version the node speaks; OTP 25 says 5.</summary>
    public int LowestVersion { get; init; } = 5;

    /// <summary>Free bytes that EPMD hands on, as lower-case hexadecimal; empty for every node that OTP starts.</summary>
    public string ExtraHex { get; init; } = "";
}
