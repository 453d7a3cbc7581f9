using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// What both roles can set. Names in parentheses are those of OTP's <c>ssl</c> application. Files are read again when they change;
/// the next connection uses what they hold then.
/// </summary>
public abstract record TlsRoleOptions
{
    private protected TlsRoleOptions()
    {
    }

    /// <summary>PEM with our certificate first, then any intermediate ones; may hold the key too (<c>certfile</c>).</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM with our key, where <see cref="CertificateFile"/> does not hold it (<c>keyfile</c>).</summary>
    public string? KeyFile { get; init; }

    /// <summary>The key's password (<c>password</c>). Never printed.</summary>
    public string? Password { get; init; }

    /// <summary>Gives the key's password each time that the key is read, in place of <see cref="Password"/>.</summary>
    public Func<string>? PasswordFunction { get; init; }

    /// <summary>Our certificate with its key, in place of <see cref="CertificateFile"/> (<c>cert</c>, <c>key</c>).</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The key of a certificate that is given apart from it.</summary>
    internal AsymmetricAlgorithm? Key { get; init; }

    /// <summary>The intermediate certificates that are sent along with <see cref="Certificate"/>.</summary>
    public IReadOnlyList<X509Certificate2> CertificateChain { get; init; } = [];

    /// <summary>
    /// Several certificates, the preferred first (<c>certs_keys</c>): a server shows the first that a client's algorithms allow, a
    /// client the first of all. Where there are any, the properties above count for nothing.
    /// </summary>
    public IReadOnlyList<TlsCertificateSource> Certificates { get; init; } = [];

    /// <summary>PEM with the authorities that we trust, and intermediate certificates that peers may leave out (<c>cacertfile</c>).</summary>
    public string? CaCertificateFile { get; init; }

    /// <summary>The same in memory (<c>cacerts</c>); used besides <see cref="CaCertificateFile"/>.</summary>
    public IReadOnlyList<X509Certificate2> CaCertificates { get; init; } = [];

    /// <summary>Trust the authorities that this machine trusts, if none are given here. False: authorities must be given.</summary>
    public bool TrustMachineStore { get; init; }

    /// <summary>Whether the peer's certificate is verified (<c>verify</c>).</summary>
    public TlsVerify Verify { get; init; } = TlsVerify.Peer;

    /// <summary>
    /// A judgement of your own (<c>verify_fun</c>), asked as OTP asks one: for each certificate from the authority's down to the peer's, with
    /// what the verification found. It runs inside the handshake: quick, no I/O. Null: the verification decides.
    /// </summary>
    public Func<TlsVerification, TlsVerdict>? VerifyFunction { get; init; }

    /// <summary>
    /// Chooses an authority that is not a root (<c>partial_chain</c>), where the peer's chain leads to no root that is trusted: given that chain,
    /// the peer's own certificate first, it gives the one to trust (<c>{trusted_ca,DER}</c>), or null for none (<c>unknown_ca</c>). Null:
    /// trust ends at a root.
    /// </summary>
    public Func<IReadOnlyList<X509Certificate2>, X509Certificate2?>? PartialChain { get; init; }

    /// <summary>Whether the extended key usage of authorities is passed over (<c>allow_any_ca_purpose</c>).</summary>
    public bool AllowAnyCaPurpose { get; init; }

    /// <summary>
    /// Object identifiers of certificate policies, one of which each certificate of a chain must have (<c>cert_policy_opts</c> with
    /// <c>explicit_policy</c>); empty = any will do.
    /// </summary>
    public IReadOnlyList<string> RequiredPolicies { get; init; } = [];

    /// <summary>Which certificates must be on no revocation list (<c>crl_check</c>).</summary>
    public TlsCrlCheck CrlCheck { get; init; }

    /// <summary>
    /// A directory of revocation lists under hash names, <c>xxxxxxxx.r0</c>, as <c>openssl rehash</c> makes them
    /// (<c>{crl_cache,{ssl_crl_hash_dir,{internal,[{dir,D}]}}}</c>).
    /// </summary>
    public string? CrlDirectory { get; init; }

    /// <summary>Files with revocation lists, PEM or DER (what <c>ssl_crl_cache:insert({file,F})</c> does in OTP).</summary>
    public IReadOnlyList<string> CrlFiles { get; init; } = [];

    /// <summary>
    /// How long a list may take that is fetched by HTTP from where the certificate says (<c>{http,Milliseconds}</c> in
    /// <c>crl_cache</c>); null = none is fetched. Meanwhile the connection waits; lists are kept until they end.
    /// </summary>
    public TimeSpan? CrlFetchTimeout { get; init; }

    /// <summary>
    /// How many intermediate certificates may stand between the peer's and an authority's (<c>depth</c>); 10 as in OTP.
    /// </summary>
    public int Depth { get; init; } = 10;

    /// <summary>The versions of TLS to offer (<c>versions</c>).</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.Tls13 | SslProtocols.Tls12;

    /// <summary>The cipher suites to offer, the preferred first (<c>ciphers</c>); null = the system's.</summary>
    public IReadOnlyList<TlsCipherSuite>? CipherSuites { get; init; }

    /// <summary>The protocols to name by ALPN (<c>alpn_advertised_protocols</c>, <c>alpn_preferred_protocols</c>); OTP uses none.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>
    /// Whether a second connection with the same peer may skip the certificates (<c>reuse_sessions</c>, <c>session_tickets</c>).
    /// The peer's certificate is judged again all the same, so a server that verifies clients takes up none.
    /// </summary>
    public bool ReuseSessions { get; init; } = true;

    /// <summary>Whether the peer may renegotiate TLS 1.2 (<c>client_renegotiation</c>); OTP does after 2^28 records.</summary>
    public bool AllowRenegotiation { get; init; } = true;

    /// <summary>What the sockets beneath TLS get.</summary>
    public TlsSocketOptions Socket { get; init; } = new();

    /// <summary>Where the options come from, for messages.</summary>
    internal OptionOrigins Origins { get; init; } = null!;

    /// <summary>The certificate that the single properties make; null if none.</summary>
    internal TlsCertificateSource? OwnCertificate => CertificateFile is null && Certificate is null ? null : new TlsCertificateSource
    {
        CertificateFile = Certificate is null ? CertificateFile : null,
        KeyFile = KeyFile,
        Password = Password,
        PasswordFunction = PasswordFunction,
        Certificate = Certificate,
        CertificateChain = CertificateChain,
    };

    /// <summary>What is fit to print: no password, no key.</summary>
    public sealed override string ToString() =>
        $"{GetType().Name} {{ {CertificateFile ?? Certificate?.Subject ?? "no certificate"}, {Verify}, {Versions} }}";
}
