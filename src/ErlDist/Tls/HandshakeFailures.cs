namespace ErlDist.Tls;

/// <summary>The sentences about handshakes that broke without an alert.</summary>
internal static class HandshakeFailures
{
    // Reasons of OpenSSL's ssl library (sslerr.h).
    private const int WrongVersionNumber = 267;
    private const int UnsupportedProtocol = 258;
    private const int NoProtocolsAvailable = 191;
    private const int HttpRequest = 156;
    private const int PacketLengthTooLong = 198;
    private const int UnknownProtocol = 252;
    private const int UnexpectedMessage = 244;
    private const int NoSharedCipher = 193;
    private const int NoCiphersAvailable = 181;
    private const int NoSuitableKeyShare = 101;
    private const int NoSuitableSignatureAlgorithm = 118;
    private const int NoSharedSignatureAlgorithms = 376;
    private const int UnsafeLegacyRenegotiation = 338;
    private const int BadSignature = 123;
    private const int WrongSignatureType = 370;

    public static TlsFailure Explain(Exception exception, PeerIdentity peer, TlsRoleOptions options)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (AlertCode.OpenSslReason(e.Message))
            {
                case WrongVersionNumber or HttpRequest or PacketLengthTooLong or UnknownProtocol or UnexpectedMessage:
                    return NotTls(peer);
                case UnsupportedProtocol or NoProtocolsAvailable:
                    return new TlsFailure(
                        TlsError.ProtocolVersion,
                        $"{peer} offers no TLS version that we take ({options.Versions}; {options.Origins["versions"]}): set versions alike on both ends (OTP 25 takes TLS 1.2 only, unless told).");
                case NoSharedCipher or NoCiphersAvailable or NoSuitableKeyShare or NoSuitableSignatureAlgorithm or NoSharedSignatureAlgorithms or WrongSignatureType:
                    return new TlsFailure(
                        TlsError.NoCommonCipher,
                        $"{peer} and we have no cipher suite, curve or signature algorithm in common: set ciphers alike on both ends, and look at the key type of our certificate.");
                case BadSignature:
                    return new TlsFailure(
                        TlsError.InvalidCertificate,
                        $"{peer} shows a certificate without having its key: give it the keyfile of its certfile, and have the node's own certificate first there.");
                case UnsafeLegacyRenegotiation:
                    return new TlsFailure(
                        TlsError.Failed, $"{peer} knows no secure renegotiation (RFC 5746), without which TLS 1.2 is not safe: update it.");
            }
        }

        // .NET looks at the first record itself, and has no code for what it finds.
        return exception.Message.Contains("frame", StringComparison.OrdinalIgnoreCase) ? NotTls(peer)
            : Innermost(exception).Message.Contains("key too small", StringComparison.Ordinal) ? new TlsFailure(
                TlsError.Failed,
                $"TLS with {peer} can't begin: OpenSSL's security level on this machine has the key of {options.Origins["certfile"]} as too small. Have the certificate issued anew, to a key of RSA with 2048 bits or of P-256.")
            : exception is IOException ? new TlsFailure(
                TlsError.Closed,
                $"{peer} closed the connection in the middle of TLS: it may speak plain TCP (another proto_dist), have no TLS options, or refuse our certificate; look at its log.")
            : new TlsFailure(TlsError.Failed, $"TLS with {peer} failed: {Innermost(exception).Message}");
    }

    private static TlsFailure NotTls(PeerIdentity peer) => new(
        TlsError.NotTls,
        $"{peer} doesn't speak TLS: a node started with another proto_dist, or no node at all. Start both ends with the same proto_dist.");

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }
}
