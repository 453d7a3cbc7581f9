using System.Security.Authentication;
using ErlDist.Embedding;
using ErlDist.Tls.Options;

namespace ErlDist.Tls;

/// <summary>What is in force for a role, as the log says it at start.</summary>
internal static class RoleSummary
{
    /// <summary>One line: versions, own certificate, who is verified and how, names, revocation.</summary>
    public static string Of(TlsRole role)
    {
        TlsRoleOptions options = role.Options;
        return string.Join("; ", new[]
        {
            Versions(role.Versions),
            role.Credentials.Current is { TargetCertificate: var own } ? $"shows the certificate of {CertificateNames.Of(own)}" : "shows no certificate",
            Verification(options),
            options is TlsClientOptions client ? Names(client) : null,
            Revocation(options),
            options.CipherSuites is { Count: var count } ? $"{count} cipher suites ({options.Origins["ciphers"]})" : null,
        }.OfType<string>());
    }

    /// <summary>A role that verifies nobody is not silent about it.</summary>
    public static IEnumerable<string> Warnings(TlsRole role)
    {
        OptionOrigins origins = role.Options.Origins;
        if (role.Options is { Verify: TlsVerify.None, VerifyFunction: null })
        {
            yield return role.Options is TlsClientOptions
                ? $"the client verifies no server (verify_none): anyone on the way can pose as a peer; set {origins["verify"]} to verify_peer and {origins["cacertfile"]}."
                : $"the server verifies no client (verify_none): the cookie alone decides who gets in; set {origins["verify"]} to verify_peer and {origins["cacertfile"]}.";
        }

        if (role.Options.DhOnly() is { } dhe)
        {
            yield return dhe;
        }
    }

    private static string? DhOnly(this TlsRoleOptions options) => options is TlsServerOptions && options.CipherSuites?.Where(CipherNames.IsDhe).ToArray() is { Length: > 0 } dhe
        ? $"{options.Origins["ciphers"]} has {string.Join(", ", dhe)}, which this server doesn't offer: .NET's TLS gives OpenSSL no parameters for DHE."
        : options is TlsServerOptions { DhFile: not null }
        ? $"{options.Origins["dhfile"]} has no effect: .NET's TLS gives OpenSSL no parameters for DHE, so this server offers no DHE cipher suites; ECDHE is offered."
        : null;

    private static string Versions(SslProtocols versions) => versions switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls12 | SslProtocols.Tls13 => "TLS 1.3 and 1.2",
        _ => versions.ToString(),
    };

    private static string Verification(TlsRoleOptions options) => options switch
    {
        TlsClientOptions { Verify: TlsVerify.Peer } => $"verifies servers by {Authorities(options)}",
        TlsClientOptions => "verifies no server",
        TlsServerOptions { Verify: TlsVerify.Peer, FailIfNoPeerCertificate: true } => $"verifies clients by {Authorities(options)}, each must show a certificate",
        TlsServerOptions { Verify: TlsVerify.Peer } => $"verifies clients by {Authorities(options)}, those without a certificate pass",
        _ => "verifies no client",
    };

    private static string Authorities(TlsRoleOptions options) => options.CaCertificateFile ?? (options.CaCertificates.Count > 0 ? "its authorities" : "this machine's authorities");

    private static string? Names(TlsClientOptions client)
    {
        if (client.Verify == TlsVerify.None || client.ServerName == TlsServerName.Disabled || (client.NameCheck & ~TlsNameCheck.Wildcard) == TlsNameCheck.None)
        {
            return "checks no names";
        }

        string[] names =
        [
            .. client.NameCheck.HasFlag(TlsNameCheck.ServerName) ? new[] { client.ServerName == TlsServerName.Host ? "host" : client.ServerName.ToString() } : [],
            .. client.NameCheck.HasFlag(TlsNameCheck.NodeName) ? new[] { "node name" } : [],
            .. client.NameCheck.HasFlag(TlsNameCheck.Address) ? new[] { "address" } : [],
        ];
        return $"a server's certificate must be issued to its {string.Join(" or ", names)}{(client.NameCheck.HasFlag(TlsNameCheck.Wildcard) ? ", wildcards count" : "")}";
    }

    private static string Revocation(TlsRoleOptions options) => options.CrlCheck switch
    {
        TlsCrlCheck.Off => "no revocation lists",
        TlsCrlCheck.Peer => "revocation lists for the peer's certificate",
        TlsCrlCheck.Chain => "revocation lists for each certificate",
        _ => "revocation lists where there are any",
    };
}
