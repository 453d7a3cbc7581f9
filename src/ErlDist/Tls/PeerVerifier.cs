using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// Judges a peer's certificate as OTP's ssl does: the way to an authority, times, usage, depth, revocation, names, and then the
/// user's function, which has the last word on each fault.
/// </summary>
internal sealed class PeerVerifier(TlsRoleOptions options, AnchorSet anchors, CrlStore? crls, PeerIdentity peer)
{
    /// <summary>Judges what the peer showed.</summary>
    /// <param name="certificate">The peer's certificate; null if it showed none.</param>
    /// <param name="chain">The way to an authority, as built by <see cref="Policy"/>.</param>
    /// <returns>Null if it will do.</returns>
    public TlsFailure? Verify(X509Certificate2? certificate, X509Chain? chain)
    {
        if (certificate is null)
        {
            return options is TlsServerOptions { Verify: TlsVerify.Peer, FailIfNoPeerCertificate: true }
                ? new TlsFailure(TlsError.NoPeerCertificate, PeerMessages.NoCertificate(peer))
                : null;
        }

        if (options is { Verify: TlsVerify.None, VerifyFunction: null })
        {
            return null;
        }

        X509Certificate2[] path = chain?.ChainElements.Select(e => e.Certificate).ToArray() is { Length: > 0 } built ? built : [certificate];
        List<PeerFault> faults = FindFaults(path, chain);
        return options.VerifyFunction is { } function ? Ask(function, path, faults)
            : faults.Count > 0 ? new TlsFailure(faults[0].Error, faults[0].Message)
            : null;
    }

    /// <summary>How the system is to build the chain: our authorities only, nothing fetched, no revocation of its own.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            TrustMode = UsesMachineStore ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
        };
        if (!UsesMachineStore)
        {
            policy.CustomTrustStore.AddRange(anchors.Roots);
        }

        policy.ExtraStore.AddRange(anchors.Intermediates);
        policy.ApplicationPolicy.Add(peer.IsServer ? KeyUsage.ServerAuthentication : KeyUsage.ClientAuthentication);
        return policy;
    }

    private bool UsesMachineStore => options.TrustMachineStore && anchors.All.Count == 0;

    /// <summary>All faults, in the order in which OTP comes upon them: from the authority down, the names last.</summary>
    private List<PeerFault> FindFaults(X509Certificate2[] path, X509Chain? chain)
    {
        var faults = new List<PeerFault>();
        for (int i = path.Length - 1; i >= 0; i--)
        {
            X509ChainStatusFlags flags = chain?.ChainElements[i].ChainElementStatus.Aggregate(
                X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.PartialChain;
            foreach (TlsError error in ChainFaults.Of(flags, path, i))
            {
                faults.Add(new PeerFault(error, path[i], i == 0, PeerMessages.Chain(peer, error, path[i], flags, options)));
            }
        }

        int intermediates = path[1..].Count(c => !AnchorSet.IsSelfIssued(c));
        if (intermediates > options.Depth)
        {
            faults.Add(new PeerFault(TlsError.ChainTooLong, path[0], true, PeerMessages.TooLong(peer, intermediates, options.Depth)));
        }

        faults.AddRange(RevocationFaults(path));
        if (NameFault(path[0]) is { } fault)
        {
            faults.Add(fault);
        }

        return faults;
    }

    private IEnumerable<PeerFault> RevocationFaults(X509Certificate2[] path)
    {
        if (options.CrlCheck == TlsCrlCheck.Off)
        {
            yield break;
        }

        // The root is trusted as it is: nobody but itself could revoke it.
        int last = options.CrlCheck == TlsCrlCheck.Peer || path.Length == 1 ? 1 : path.Length - 1;
        for (int i = last - 1; i >= 0; i--)
        {
            RevocationStatus status = crls?.Check(path[i], [.. path, .. anchors.All], DateTime.UtcNow)
                ?? RevocationStatus.Unknown("no lists are configured");
            if (status.Fault is { } error && !(error == TlsError.RevocationUnknown && options.CrlCheck == TlsCrlCheck.BestEffort))
            {
                yield return new PeerFault(error, path[i], i == 0, PeerMessages.Revocation(peer, path[i], status));
            }
        }
    }

    private PeerFault? NameFault(X509Certificate2 certificate) => options switch
    {
        TlsClientOptions client when !MatchesServer(client, CertificateNames.Of(certificate)) => new PeerFault(
            TlsError.CertificateNameMismatch, certificate, true, PeerMessages.WrongName(peer, client, CertificateNames.Of(certificate))),
        TlsServerOptions { VerifyAllowedHosts: true } when !MatchesAllowed(CertificateNames.Of(certificate)) => new PeerFault(
            TlsError.HostNotAllowed, certificate, true, PeerMessages.HostNotAllowed(peer, CertificateNames.Of(certificate))),
        _ => null,
    };

    private bool MatchesServer(TlsClientOptions client, CertificateNames names)
    {
        TlsNameCheck check = client.NameCheck;
        bool wildcards = check.HasFlag(TlsNameCheck.Wildcard);
        return peer.ServerName is null
            || (check & ~TlsNameCheck.Wildcard) == TlsNameCheck.None
            || (check.HasFlag(TlsNameCheck.ServerName) && names.Matches(peer.ServerName, wildcards))
            || (check.HasFlag(TlsNameCheck.NodeName) && names.Matches(peer.NodeName!))
            || (check.HasFlag(TlsNameCheck.Address) && IPAddress.TryParse(peer.Host, out IPAddress? address) && names.Matches(address));
    }

    private bool MatchesAllowed(CertificateNames names) =>
        peer.AllowedHosts.Count == 0
        || (peer.Address is IPEndPoint { Address: var address } && names.Matches(address))
        || peer.AllowedHosts.Any(h => names.Matches(h));

    private TlsFailure? Ask(TlsVerifyFunction function, X509Certificate2[] path, List<PeerFault> faults)
    {
        for (int i = path.Length - 1; i >= 0; i--)
        {
            foreach (PeerFault? fault in faults.Where(f => ReferenceEquals(f.Certificate, path[i])).DefaultIfEmpty())
            {
                TlsVerdict verdict = function(new TlsVerification
                {
                    Certificate = path[i],
                    Fault = fault?.Error,
                    IsPeer = i == 0,
                    IsServer = peer.IsServer,
                    ServerName = peer.ServerName,
                    Peer = peer.Address,
                });
                if (verdict.Refusal is { } reason)
                {
                    return fault is null
                        ? new TlsFailure(TlsError.RefusedByFunction, PeerMessages.RefusedByFunction(peer, path[i], reason))
                        : new TlsFailure(fault.Error, fault.Message);
                }
            }
        }

        return null;
    }
}
