using System.Net.Security;

namespace ErlDist.Tls;

/// <summary>Names of cipher suites: OpenSSL's, which OTP's <c>ciphers</c> takes, and those of the standards.</summary>
internal static class CipherNames
{
    private static readonly string[] s_exchanges = ["ECDHE-ECDSA-", "ECDHE-RSA-", "DHE-RSA-", "DHE-DSS-", "ECDH-ECDSA-", "ECDH-RSA-"];

    public static TlsCipherSuite? Find(string name) =>
        Enum.TryParse(name, out TlsCipherSuite suite) && Enum.IsDefined(suite) && !char.IsDigit(name[0]) ? suite
        : Enum.TryParse(Standard(name), out suite) && Enum.IsDefined(suite) ? suite
        : null;

    /// <summary><c>ECDHE-RSA-AES256-GCM-SHA384</c> → <c>TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384</c>.</summary>
    private static string Standard(string name)
    {
        string exchange = s_exchanges.FirstOrDefault(e => name.StartsWith(e, StringComparison.Ordinal)) ?? "";
        string cipher = name[exchange.Length..]
            .Replace("AES128", "AES-128", StringComparison.Ordinal)
            .Replace("AES256", "AES-256", StringComparison.Ordinal)
            .Replace("CAMELLIA128", "CAMELLIA-128", StringComparison.Ordinal)
            .Replace("CAMELLIA256", "CAMELLIA-256", StringComparison.Ordinal)
            .Replace("CCM8", "CCM-8", StringComparison.Ordinal)
            .Replace("DES-CBC3", "3DES-EDE-CBC", StringComparison.Ordinal);
        if (cipher.StartsWith("CHACHA20-POLY1305", StringComparison.Ordinal))
        {
            cipher = "CHACHA20-POLY1305-SHA256";
        }
        else if (!cipher.Contains("GCM", StringComparison.Ordinal) && !cipher.Contains("CCM", StringComparison.Ordinal)
            && !cipher.Contains("CBC", StringComparison.Ordinal) && cipher.LastIndexOf('-') is > 0 and var dash)
        {
            cipher = cipher[..dash] + "-CBC" + cipher[dash..];
        }

        return $"TLS_{(exchange.Length == 0 ? "RSA-" : exchange)}WITH_{cipher}".Replace('-', '_').Replace("_WITH__", "_WITH_", StringComparison.Ordinal);
    }
}
