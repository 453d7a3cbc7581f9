namespace ErlDist.Tls;

/// <summary>What the connecting side can set.</summary>
public sealed record TlsClientOptions : TlsRoleOptions
{
    /// <summary>Makes the defaults.</summary>
    public TlsClientOptions() => Origins = OptionOrigins.Code<TlsClientOptions>();

    /// <summary>The name that the server is told by SNI, and that its certificate is checked for (<c>server_name_indication</c>).</summary>
    public TlsServerName ServerName { get; init; } = TlsServerName.Host;

    /// <summary>Which names in the server's certificate will do.</summary>
    public TlsNameCheck NameCheck { get; init; } = TlsNameCheck.ServerName | TlsNameCheck.NodeName | TlsNameCheck.Address;

    /// <summary>
    /// Compares names in place of the rules (<c>match_fun</c>): given the name that the server is called by and a DNS name, or the common
    /// name, of its certificate, it says whether they match, or null to have them compared as usual (<c>default</c>). Null: by the rules.
    /// </summary>
    public Func<string, string, bool?>? NameMatch { get; init; }
}
