namespace ErlDist.Tls;

/// <summary>
/// The TLS options of a node, a set for each role, as chapter "Using TLS for Erlang Distribution" has them. Three sources make
/// them: OTP's option file (<see cref="TlsOptionFile"/>), <c>-ssl_dist_opt</c> (<see cref="SslDistOpt"/>) and code.
/// </summary>
/// <remarks>
/// The defaults depend on the source. What is made in code has the safest: TLS 1.3 and 1.2, both ends show certificates, both
/// verify. An option file and <c>-ssl_dist_opt</c> mean what they mean to OTP 25: a role without <c>versions</c> takes TLS 1.2
/// only, one without <c>verify</c> verifies nothing, one without <c>fail_if_no_peer_cert</c> lets clients without certificate in.
/// <see cref="Warnings"/> name each of these.
/// </remarks>
public sealed record TlsOptions
{
    /// <summary>For connections that peers set up.</summary>
    public TlsServerOptions Server { get; init; } = new();

    /// <summary>For connections that this node sets up.</summary>
    public TlsClientOptions Client { get; init; } = new();

    /// <summary>What a user should know of these options and can't see in their results, a sentence each. A carrier logs them.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The usual options: one certificate for both roles, peers under one authority, everything verified.</summary>
    /// <param name="certificateFile">PEM with the node's certificate, its key, and any intermediate certificates.</param>
    /// <param name="caCertificateFile">PEM with the authorities that peers' certificates must come from.</param>
    /// <param name="keyFile">PEM with the key, if <paramref name="certificateFile"/> doesn't hold it.</param>
    public static TlsOptions FromFiles(string certificateFile, string caCertificateFile, string? keyFile = null) => new()
    {
        Server = new() { CertificateFile = certificateFile, CaCertificateFile = caCertificateFile, KeyFile = keyFile },
        Client = new() { CertificateFile = certificateFile, CaCertificateFile = caCertificateFile, KeyFile = keyFile },
    };
}
