namespace ErlDist.Tls;

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
