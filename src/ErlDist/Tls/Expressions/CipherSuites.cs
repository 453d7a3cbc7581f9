using System.Net.Security;
using ErlDist.Tls.Options;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// <c>ssl:cipher_suites/2,3</c>: OTP 29's lists of cipher suites, the preferred first, without those of PSK and SRP, by which no
/// node can be known.
/// </summary>
internal static class CipherSuites
{
    private const string Tls13 =
        "TLS_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256";

    private const string Tls12 =
        "ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ECDHE_RSA_WITH_AES_256_GCM_SHA384 ECDHE_ECDSA_WITH_AES_256_CCM"
        + " ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        + " ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_ECDSA_WITH_AES_128_CCM ECDH_ECDSA_WITH_AES_256_GCM_SHA384"
        + " ECDH_RSA_WITH_AES_256_GCM_SHA384 ECDH_ECDSA_WITH_AES_128_GCM_SHA256 ECDH_RSA_WITH_AES_128_GCM_SHA256"
        + " DHE_RSA_WITH_AES_256_GCM_SHA384 DHE_DSS_WITH_AES_256_GCM_SHA384 DHE_RSA_WITH_AES_128_GCM_SHA256"
        + " DHE_DSS_WITH_AES_128_GCM_SHA256 DHE_RSA_WITH_CHACHA20_POLY1305_SHA256";

    private const string Tls12Short = "ECDHE_ECDSA_WITH_AES_256_CCM_8 ECDHE_ECDSA_WITH_AES_128_CCM_8";

    private const string Tls12Old =
        "ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 ECDHE_RSA_WITH_AES_256_CBC_SHA384 ECDH_ECDSA_WITH_AES_256_CBC_SHA384"
        + " ECDH_RSA_WITH_AES_256_CBC_SHA384 ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 ECDHE_RSA_WITH_AES_128_CBC_SHA256"
        + " ECDH_ECDSA_WITH_AES_128_CBC_SHA256 ECDH_RSA_WITH_AES_128_CBC_SHA256 DHE_RSA_WITH_AES_256_CBC_SHA256"
        + " DHE_DSS_WITH_AES_256_CBC_SHA256 DHE_RSA_WITH_AES_128_CBC_SHA256 DHE_DSS_WITH_AES_128_CBC_SHA256"
        + " RSA_WITH_AES_256_GCM_SHA384 RSA_WITH_AES_256_CBC_SHA256 RSA_WITH_AES_128_GCM_SHA256 RSA_WITH_AES_128_CBC_SHA256"
        + " RSA_WITH_AES_256_CBC_SHA RSA_WITH_AES_128_CBC_SHA RSA_WITH_3DES_EDE_CBC_SHA ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"
        + " ECDHE_RSA_WITH_3DES_EDE_CBC_SHA DHE_RSA_WITH_3DES_EDE_CBC_SHA ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
        + " ECDHE_RSA_WITH_AES_256_CBC_SHA ECDH_ECDSA_WITH_AES_256_CBC_SHA ECDH_RSA_WITH_AES_256_CBC_SHA"
        + " ECDHE_ECDSA_WITH_AES_128_CBC_SHA ECDHE_RSA_WITH_AES_128_CBC_SHA ECDH_ECDSA_WITH_AES_128_CBC_SHA"
        + " ECDH_RSA_WITH_AES_128_CBC_SHA DHE_RSA_WITH_AES_256_CBC_SHA DHE_DSS_WITH_AES_256_CBC_SHA"
        + " DHE_RSA_WITH_AES_128_CBC_SHA DHE_DSS_WITH_AES_128_CBC_SHA";

    /// <summary>The list as maps, or under the names of the standards (<c>rfc</c>) or of OpenSSL.</summary>
    /// <param name="set"><c>default</c>, <c>all</c>, <c>exclusive</c>, <c>anonymous</c> or <c>exclusive_anonymous</c>.</param>
    /// <param name="version"><c>'tlsv1.3'</c> or <c>'tlsv1.2'</c>.</param>
    /// <param name="form"><c>rfc</c> or <c>openssl</c>; null = maps.</param>
    public static ErlList List(Term set, Term version, Term? form = null)
    {
        IEnumerable<TlsCipherSuite> suites = Names(set, version).Select(n => Enum.Parse<TlsCipherSuite>(n));
        return ErlList.Create([.. form switch
        {
            null => suites.Select(CipherNames.ToMap),
            Atom { Name: "rfc" } => suites.Select(s => (Term)Term.CharList(s.ToString())),
            Atom { Name: "openssl" } => suites.Select(s => (Term)Term.CharList(CipherNames.OpenSsl(s))),
            _ => throw ExpressionFunctions.BadArgument(),
        }]);
    }

    private static IEnumerable<string> Names(Term set, Term version) => (set, version) switch
    {
        (Atom { Name: "anonymous" or "exclusive_anonymous" }, Atom { Name: "tlsv1.3" or "tlsv1.2" }) => [],
        (Atom { Name: "exclusive" }, Atom { Name: "tlsv1.3" }) => Tls13.Split(' '),
        (Atom { Name: "exclusive" }, Atom { Name: "tlsv1.2" }) => Of(Tls12, Tls12Short),
        (Atom { Name: "default" }, Atom { Name: "tlsv1.3" }) => [.. Tls13.Split(' '), .. Of(Tls12)],
        (Atom { Name: "default" }, Atom { Name: "tlsv1.2" }) => Of(Tls12),
        (Atom { Name: "all" }, Atom { Name: "tlsv1.3" }) => [.. Tls13.Split(' '), .. Of(Tls12, Tls12Short, Tls12Old)],
        (Atom { Name: "all" }, Atom { Name: "tlsv1.2" }) => Of(Tls12, Tls12Short, Tls12Old),
        _ => throw ExpressionFunctions.BadArgument(),
    };

    private static IEnumerable<string> Of(params string[] lists) => lists.SelectMany(l => l.Split(' ')).Select(n => "TLS_" + n);
}
