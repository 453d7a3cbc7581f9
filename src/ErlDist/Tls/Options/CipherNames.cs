using System.Net.Security;
using System.Security.Authentication;

namespace ErlDist.Tls.Options;

/// <summary>
/// The ways to write a cipher suite: OpenSSL's names, those of the standards, and OTP's maps, tuples and pairs of bytes. All lead to
/// the name of the standard, which is the name of the <see cref="TlsCipherSuite"/>.
/// </summary>
internal static class CipherNames
{
    private static readonly string[] s_exchanges = ["ECDHE-ECDSA-", "ECDHE-RSA-", "DHE-RSA-", "DHE-DSS-", "ECDH-ECDSA-", "ECDH-RSA-"];

    /// <summary>The suite of a name.</summary>
    public static TlsCipherSuite? Find(string name) => Parse(name) ?? Parse(Standard(name));

    /// <summary>The suite that a term stands for; null if none does.</summary>
    public static TlsCipherSuite? Find(Term term) => term switch
    {
        ErlList list when list.TryGetString(out string? name) => Find(name),
        ErlBinary { Bytes: { Length: 2 } bytes } => (TlsCipherSuite)((bytes.Span[0] << 8) | bytes.Span[1]) is var suite && Enum.IsDefined(suite)
            ? suite
            : null,
        ErlBinary binary when binary.TryGetString(out string? name) => Find(name),
        ErlMap map when Algorithm(map, "key_exchange") is { } exchange && Algorithm(map, "cipher") is { } cipher && Algorithm(map, "mac") is { } mac =>
            Find(exchange, cipher, mac, Algorithm(map, "prf")),
        ErlTuple and [Atom exchange, Atom cipher, Atom mac] => Find(exchange.Name, cipher.Name, mac.Name, null),
        ErlTuple and [Atom exchange, Atom cipher, Atom mac, Atom prf] => Find(exchange.Name, cipher.Name, mac.Name, prf.Name),
        _ => null,
    };

    /// <summary>A suite as <c>ssl:cipher_suites/2</c> has it: <c>#{key_exchange, cipher, mac, prf}</c>.</summary>
    public static Term ToMap(TlsCipherSuite suite)
    {
        string[] parts = suite.ToString()["TLS_".Length..].Split("_WITH_");
        string exchange = parts.Length == 1 ? "any" : parts[0].ToLowerInvariant();
        string rest = parts[^1];
        if (rest.EndsWith("_CCM", StringComparison.Ordinal) || rest.EndsWith("_CCM_8", StringComparison.Ordinal))
        {
            return Map(exchange, rest, "aead", "default_prf");
        }

        int hash = rest.LastIndexOf('_');
        string cipher = rest[..hash];
        bool authenticates = !cipher.EndsWith("_CBC", StringComparison.Ordinal);
        return authenticates
            ? Map(exchange, cipher, "aead", rest[(hash + 1)..])
            : Map(exchange, cipher, rest[(hash + 1)..], rest[(hash + 1)..] == "SHA" ? "default_prf" : rest[(hash + 1)..]);

        static Term Map(string exchange, string cipher, string mac, string prf) => Term.Map(
            (Atom.Get("key_exchange"), Atom.Get(exchange)),
            (Atom.Get("cipher"), Atom.Get(cipher.ToLowerInvariant())),
            (Atom.Get("mac"), Atom.Get(mac.ToLowerInvariant())),
            (Atom.Get("prf"), Atom.Get(prf.ToLowerInvariant())));
    }

    /// <summary><c>TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384</c> → <c>ECDHE-RSA-AES256-GCM-SHA384</c>.</summary>
    public static string OpenSsl(TlsCipherSuite suite)
    {
        string[] parts = suite.ToString()["TLS_".Length..].Split("_WITH_");
        if (parts.Length == 1)
        {
            return suite.ToString();
        }

        string cipher = parts[1]
            .Replace("AES_", "AES", StringComparison.Ordinal)
            .Replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305", StringComparison.Ordinal)
            .Replace("3DES_EDE_CBC", "DES-CBC3", StringComparison.Ordinal)
            .Replace("_CBC", "", StringComparison.Ordinal)
            .Replace("CCM_8", "CCM8", StringComparison.Ordinal);
        return ((parts[0] == "RSA" ? "" : parts[0] + "-") + cipher).Replace('_', '-');
    }

    /// <summary>The versions that have one of some suites; null = all suites.</summary>
    public static SslProtocols VersionsOf(IReadOnlyList<TlsCipherSuite>? suites)
    {
        const int tls13 = 0x13;
        bool has13 = suites?.Any(s => (int)s >> 8 == tls13) ?? true;
        bool has12 = suites?.Any(s => (int)s >> 8 != tls13) ?? true;
        return (has13 ? SslProtocols.Tls13 : SslProtocols.None) | (has12 ? SslProtocols.Tls12 : SslProtocols.None);
    }

    /// <summary>Whether a suite of TLS 1.2 makes its keys by finite-field Diffie-Hellman.</summary>
    public static bool IsDhe(TlsCipherSuite suite) => suite.ToString().StartsWith("TLS_DHE_", StringComparison.Ordinal);

    private static TlsCipherSuite? Find(string exchange, string cipher, string mac, string? prf)
    {
        bool authenticates = mac is "aead" or "null" || cipher.Contains("gcm", StringComparison.Ordinal) || cipher.Contains("ccm", StringComparison.Ordinal)
            || cipher.Contains("poly1305", StringComparison.Ordinal);
        string hash = authenticates ? prf is null or "default_prf" ? "" : "_" + prf : "_" + mac;
        string name = (exchange == "any" ? cipher : $"{exchange}_WITH_{cipher}") + hash;
        return Parse("TLS_" + name.ToUpperInvariant().Replace("_ANON_", "_anon_", StringComparison.Ordinal));
    }

    private static TlsCipherSuite? Parse(string name) =>
        name.StartsWith("TLS_", StringComparison.Ordinal) && Enum.TryParse(name, out TlsCipherSuite suite) && Enum.IsDefined(suite) ? suite : null;

    private static string? Algorithm(ErlMap map, string key) => map.TryGetValue(Atom.Get(key), out Term? value) ? (value as Atom)?.Name : null;

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
