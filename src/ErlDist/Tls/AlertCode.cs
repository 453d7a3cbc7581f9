using System.Globalization;
using System.Text.RegularExpressions;

namespace ErlDist.Tls;

/// <summary>
/// Finds the peer's alert in what <see cref="System.Net.Security.SslStream"/> throws, which has no property for it: OpenSSL's codes
/// stand in the text of an inner exception, .NET's own name of the alert in that of the outer one.
/// </summary>
internal static partial class AlertCode
{
    // ERR_GET_REASON; SSL_AD_REASON_OFFSET.
    private const int ReasonMask = 0x7FFFFF;
    private const int AlertReasons = 1000;

    public static TlsAlert? Find(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (OpenSslReason(e.Message) is >= AlertReasons and < AlertReasons + 256 and var reason)
            {
                return (TlsAlert)(reason - AlertReasons);
            }

            if (NamedAlert().Match(e.Message) is { Success: true } named)
            {
                return FromName(named.Groups[1].Value);
            }
        }

        return null;
    }

    /// <summary>OpenSSL's reason number in a message such as <c>error:0A000412:SSL routines::…</c>; null if there is none.</summary>
    public static int? OpenSslReason(string message) =>
        OpenSslCode().Match(message) is { Success: true } match
            ? (int)(uint.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ReasonMask)
            : null;

    private static TlsAlert? FromName(string name) => name switch
    {
        "BadRecordMac" => TlsAlert.BadRecordMac,
        "UnsupportedCert" => TlsAlert.UnsupportedCertificate,
        "UnknownCA" => TlsAlert.UnknownCa,
        "CertificateRequired" => TlsAlert.CertificateRequired,
        _ => Enum.TryParse(name, out TlsAlert alert) ? alert : null,
    };

    [GeneratedRegex("error:([0-9A-Fa-f]{8}):")]
    private static partial Regex OpenSslCode();

    [GeneratedRegex("TLS alert: '([A-Za-z0-9]+)'")]
    private static partial Regex NamedAlert();
}
