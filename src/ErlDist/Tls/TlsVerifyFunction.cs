using System.Net;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>
/// A judgement on the peer's certificates, called as OTP calls a <c>verify_fun</c>: for each certificate from the authority's down
/// to the peer's, with what the verification found. It runs inside the TLS handshake: quick, no I/O.
/// </summary>
/// <param name="verification">The certificate and what was found.</param>
public delegate TlsVerdict TlsVerifyFunction(TlsVerification verification);

/// <summary>What a <see cref="TlsVerifyFunction"/> judges.</summary>
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

/// <summary>What a <see cref="TlsVerifyFunction"/> answers.</summary>
public sealed record TlsVerdict
{
    private TlsVerdict(string? refusal) => Refusal = refusal;

    /// <summary>The certificate will do, its fault notwithstanding.</summary>
    public static TlsVerdict Valid { get; } = new(refusal: null);

    /// <summary>Why it won't do; null = it will.</summary>
    public string? Refusal { get; }

    /// <summary>The certificate won't do.</summary>
    /// <param name="reason">Why, for the log.</param>
    public static TlsVerdict Fail(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new TlsVerdict(reason);
    }
}
