using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>What a <see cref="TlsRoleOptions.VerifyFunction"/> judges.</summary>
public sealed record TlsVerification
{
    /// <summary>The certificate in question.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>What is wrong with it (OTP's <c>{bad_cert,Reason}</c>); null = nothing (<c>valid</c>, <c>valid_peer</c>).</summary>
    public TlsError? Fault { get; init; }

    /// <summary>Whether it is the peer's own; false for those of the authorities.</summary>
    public bool IsPeer { get; init; }

    /// <summary>Whether the peer is the server.</summary>
    public bool IsServer { get; init; }

    /// <summary>The name that the server's certificate is checked for; null on the server's side and where none is.</summary>
    public string? ServerName { get; init; }

    /// <summary>The peer's address and port, where known.</summary>
    public EndPoint? Peer { get; init; }

    /// <summary>The state that stands beside the function in the option; null where there is none.</summary>
    public Term? State { get; init; }
}
