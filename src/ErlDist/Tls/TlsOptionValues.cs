namespace ErlDist.Tls;

/// <summary>Whether the peer's certificate is verified (<c>verify</c>).</summary>
public enum TlsVerify
{
    /// <summary><c>verify_peer</c>: it must come from a trusted authority and be for this use.</summary>
    Peer,

    /// <summary><c>verify_none</c>: any will do; a server doesn't ask for one.</summary>
    None,
}

/// <summary>Which certificates must be on no revocation list (<c>crl_check</c>).</summary>
public enum TlsCrlCheck
{
    /// <summary><c>false</c>: none.</summary>
    Off,

    /// <summary><c>true</c>: each of the chain; no list of its issuer is a failure.</summary>
    Chain,

    /// <summary><c>peer</c>: the peer's own; no list of its issuer is a failure.</summary>
    Peer,

    /// <summary><c>best_effort</c>: each of the chain; no list of its issuer is no failure.</summary>
    BestEffort,
}

/// <summary>Which names in a server's certificate will do.</summary>
[Flags]
public enum TlsNameCheck
{
    /// <summary>Any name: only who issued it counts.</summary>
    None = 0,

    /// <summary>
    /// The name that is sent by SNI, as OTP compares it: with each DNS name of the subject's alternative names, regardless of
    /// case; with the common name where there are no alternative names and the name is no address.
    /// </summary>
    ServerName = 1,

    /// <summary>The whole node name as a DNS name, which is what the chapter describes: <c>DNS:py@vm</c>.</summary>
    NodeName = 2,

    /// <summary>The address, where the node name's host is one: <c>IP:127.0.0.1</c> for <c>x@127.0.0.1</c>.</summary>
    Address = 4,

    /// <summary>
    /// <c>*</c> in the first label of a DNS name (<c>{customize_hostname_check,[{match_fun,…}]}</c> with the function of https).
    /// </summary>
    Wildcard = 8,
}

/// <summary>The name that a server is told by SNI, and that its certificate is checked for.</summary>
public sealed record TlsServerName
{
    private enum Source
    {
        Host,
        Node,
        None,
        Explicit,
    }

    private readonly Source _source;
    private readonly string? _name;

    private TlsServerName(Source source, string? name = null)
    {
        _source = source;
        _name = name;
    }

    /// <summary>The host part of the node name: what OTP's inet_tls_dist does.</summary>
    public static TlsServerName Host { get; } = new(Source.Host);

    /// <summary>The whole node name: what OTP's chapter says.</summary>
    public static TlsServerName Node { get; } = new(Source.Node);

    /// <summary>None is sent, and the certificate's names are not checked (<c>disable</c>).</summary>
    public static TlsServerName Disabled { get; } = new(Source.None);

    /// <summary>A name of your own.</summary>
    /// <param name="name">The name, for all servers.</param>
    public static TlsServerName Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new TlsServerName(Source.Explicit, name);
    }

    /// <summary>The name for a peer; null where none is sent.</summary>
    /// <param name="host">The host part of its node name.</param>
    /// <param name="nodeName">Its whole node name.</param>
    public string? For(string host, string nodeName) => _source switch
    {
        Source.Host => host,
        Source.Node => nodeName,
        Source.Explicit => _name,
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => _name ?? _source.ToString();
}
