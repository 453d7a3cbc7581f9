namespace ErlDist.Tls;

/// <summary>What the accepting side can set.</summary>
public sealed record TlsServerOptions : TlsRoleOptions
{
    /// <summary>Makes the defaults.</summary>
    public TlsServerOptions() => Origins = OptionOrigins.Code<TlsServerOptions>();

    /// <summary>Whether a client must show a certificate (<c>fail_if_no_peer_cert</c>); used when verifying.</summary>
    public bool FailIfNoPeerCertificate { get; init; } = true;

    /// <summary>
    /// Whether a client's certificate must carry its IP address or a host of <c>net_kernel:allow/1</c>, if that names any: what
    /// <c>{verify_fun,{fun inet_tls_dist:verify_client/3,_}}</c> stands for.
    /// </summary>
    public bool VerifyAllowedHosts { get; init; }

    /// <summary>Options for clients that ask for a host by SNI, by that host, case aside (<c>sni_hosts</c>).</summary>
    public IReadOnlyDictionary<string, TlsServerOptions> HostOptions { get; init; } = new Dictionary<string, TlsServerOptions>();

    /// <summary>
    /// Gives the options for the host that a client asks for by SNI (<c>sni_fun</c>); what gives null leaves these. It runs inside
    /// the handshake: quick, no I/O, and the same object for the same options.
    /// </summary>
    public Func<string, TlsServerOptions?>? HostFunction { get; init; }

    /// <summary>
    /// Parameters of DHE (<c>dhfile</c>). They must exist, and have no effect: .NET's TLS gives OpenSSL none, so a server does no
    /// DHE.
    /// </summary>
    public string? DhFile { get; init; }
}
