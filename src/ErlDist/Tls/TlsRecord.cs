namespace ErlDist.Tls;

/// <summary>What tells TLS from other bytes (RFC 8446, 5.1).</summary>
internal static class TlsRecord
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte MajorVersion = 3;

    /// <summary>Whether bytes start as a TLS peer's first record does: a handshake message or an alert.</summary>
    public static bool LooksLikeStart(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && bytes[0] is Handshake or Alert && bytes[1] == MajorVersion;
}
