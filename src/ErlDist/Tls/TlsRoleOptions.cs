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

    /// <summary>PEM with our key, where <see cref="CertificateFile"/> doesn't hold it (<c>keyfile</c>).</summary>
    public string? KeyFile { get; init; }

    /// <summary>The key's password (<c>password</c>). Never printed.</summary>
    public string? Password { get; init; }

    /// <summary>Our certificate with its key, in place of <see cref="CertificateFile"/> (<c>cert</c>, <c>key</c>).</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The key of a certificate that is given apart from it.</summary>
    internal AsymmetricAlgorithm? Key { get; init; }

    /// <summary>The intermediate certificates that are sent along with <see cref="Certificate"/>.</summary>
    public IReadOnlyList<X509Certificate2> CertificateChain { get; init; } = [];

    /// <summary>PEM with the authorities that we trust, and intermediate certificates that peers may leave out (<c>cacertfile</c>).</summary>
    public string? CaCertificateFile { get; init; }

    /// <summary>The same in memory (<c>cacerts</c>); used besides <see cref="CaCertificateFile"/>.</summary>
    public IReadOnlyList<X509Certificate2> CaCertificates { get; init; } = [];

    /// <summary>Trust the authorities that this machine trusts, if none are given here. False: authorities must be given.</summary>
    public bool TrustMachineStore { get; init; }

    /// <summary>Whether the peer's certificate is verified (<c>verify</c>).</summary>
    public TlsVerify Verify { get; init; } = TlsVerify.Peer;

    /// <summary>A judgement of your own on each certificate, after the verification (<c>verify_fun</c>).</summary>
    public TlsVerifyFunction? VerifyFunction { get; init; }

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
    /// The peer's certificate is judged anew all the same.
    /// </summary>
    public bool ReuseSessions { get; init; } = true;

    /// <summary>Whether the peer may renegotiate TLS 1.2 (<c>client_renegotiation</c>); OTP does after 2^28 records.</summary>
    public bool AllowRenegotiation { get; init; } = true;

    /// <summary>What is fit to print: no password, no key.</summary>
    public sealed override string ToString() =>
        $"{GetType().Name} {{ {CertificateFile ?? Certificate?.Subject ?? "no certificate"}, {Verify}, {Versions} }}";
}

/// <summary>What the accepting side can set.</summary>
public sealed record TlsServerOptions : TlsRoleOptions
{
    /// <summary>Whether a client must show a certificate (<c>fail_if_no_peer_cert</c>); used when verifying.</summary>
    public bool FailIfNoPeerCertificate { get; init; } = true;

    /// <summary>
    /// Whether a client's certificate must carry its IP address or a host of <c>net_kernel:allow/1</c>, if that names any: what
    /// <c>{verify_fun,{fun inet_tls_dist:verify_client/3,_}}</c> stands for.
    /// </summary>
    public bool VerifyAllowedHosts { get; init; }
}

/// <summary>What the connecting side can set.</summary>
public sealed record TlsClientOptions : TlsRoleOptions
{
    /// <summary>The name that the server is told by SNI, and that its certificate is checked for (<c>server_name_indication</c>).</summary>
    public TlsServerName ServerName { get; init; } = TlsServerName.Host;

    /// <summary>Which names in the server's certificate will do. Options from OTP's sources have <see cref="TlsNameCheck.ServerName"/>.</summary>
    public TlsNameCheck NameCheck { get; init; } = TlsNameCheck.ServerName | TlsNameCheck.NodeName | TlsNameCheck.Address;
}
