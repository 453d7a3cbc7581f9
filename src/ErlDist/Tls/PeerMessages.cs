using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;

namespace ErlDist.Tls;

/// <summary>The sentences about peers whose certificates will not do: who, what, and what to do.</summary>
internal static class PeerMessages
{
    public static string NoCertificate(PeerIdentity peer) =>
        $"{peer} shows no certificate and must show one (fail_if_no_peer_cert): give it certfile in the client part of its TLS options.";

    public static string Chain(
        PeerIdentity peer, TlsError error, X509Certificate2 certificate, X509ChainStatusFlags flags, TlsRoleOptions options) => error switch
    {
        TlsError.CertificateExpired => certificate.NotBefore.ToUniversalTime() > DateTime.UtcNow
            ? $"{peer} shows a chain with {Name(certificate)}, which is valid only from {Time(certificate.NotBefore)}: check the clocks of both machines."
            : $"{peer} shows a chain with {Name(certificate)}, which expired on {Time(certificate.NotAfter)}: have it renewed.",
        TlsError.SelfSigned =>
            $"{peer} shows {Name(certificate)}, which is signed by itself: give that node a certificate from an authority in {Authorities(options)}.",
        TlsError.UnknownCa =>
            $"{peer} shows {Name(certificate)}, issued by {certificate.Issuer}, which leads to no authority in {Authorities(options)}: "
            + "add that authority there, or give the node a certificate from one that is there.",
        TlsError.WrongUsage =>
            $"{peer} shows {Name(certificate)}, which is not issued for {(peer.IsServer ? "servers (extended key usage lacks serverAuth)" : "clients (extended key usage lacks clientAuth)")}: "
            + "a node's certificate needs both serverAuth and clientAuth.",
        _ => $"{peer} shows a chain with {Name(certificate)}, which is faulty ({flags}): have it issued anew.",
    };

    public static string TooLong(PeerIdentity peer, int intermediates, int depth, OptionOrigin option) =>
        $"{peer} shows a chain with {intermediates} intermediate certificates, and {depth} are allowed: raise {option}.";

    public static string Revocation(PeerIdentity peer, X509Certificate2 certificate, RevocationStatus status, TlsRoleOptions options) => status.Fault switch
    {
        TlsError.CertificateRevoked =>
            $"{peer} shows a chain with {Name(certificate)}, which its issuer has revoked ({status.Detail}): give that node a new one.",
        TlsError.InvalidCertificate => Unreadable(peer, status.Detail),
        _ => $"{peer} shows a chain with {Name(certificate)}, and whether it is revoked can't be told ({status.Detail}): "
            + $"put a current list of {certificate.Issuer} into the place that {options.Origins["crl_cache"]} names, or take best_effort for {options.Origins["crl_check"]}.",
    };

    public static string Unreadable(PeerIdentity peer, string why) =>
        $"{peer} shows a certificate that can't be read ({why}): have it issued anew.";

    /// <summary>Names both forms: the host, as OTP, and the whole node name, as the chapter.</summary>
    public static string WrongName(PeerIdentity peer, TlsClientOptions options, CertificateNames names)
    {
        bool byNode = options.NameCheck.HasFlag(TlsNameCheck.NodeName) && peer.ServerName != peer.NodeName;
        string server = IPAddress.TryParse(peer.ServerName, out _) && options.NameCheck.HasFlag(TlsNameCheck.Address)
            ? $"IP:{peer.ServerName}"
            : $"DNS:{peer.ServerName}";
        string wanted = byNode ? $"{server} or DNS:{peer.NodeName}" : server;
        return $"{peer} shows a certificate issued to {names}, not to '{peer.ServerName}'{(byNode ? $" or '{peer.NodeName}'" : "")}: "
            + $"have it issued to {wanted}, connect under a name that it has, or set {options.Origins["server_name_indication"]}.";
    }

    public static string HostNotAllowed(PeerIdentity peer, CertificateNames names) =>
        $"{peer} shows a certificate issued to {names}: neither its address nor a host of net_kernel:allow ({string.Join(", ", peer.AllowedHosts)}).";

    public static string RefusedByFunction(PeerIdentity peer, X509Certificate2 certificate, string reason) =>
        $"{peer} shows {Name(certificate)}, which the verification function refuses: {reason}";

    private static string Name(X509Certificate2 certificate) =>
        $"the certificate of {(certificate.Subject.Length > 0 ? certificate.Subject : CertificateNames.Of(certificate).ToString())}";

    private static string Authorities(TlsRoleOptions options) =>
        options.CaCertificateFile is { } file ? $"'{file}' ({options.Origins["cacertfile"]})"
        : options.TrustMachineStore && options.CaCertificates.Count == 0 ? "this machine's store"
        : options.Origins["cacerts"].ToString();

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
