using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Embedding;

namespace ErlDist.Tls;

/// <summary>
/// Judges a peer's certificate as OTP's ssl does: the way to an authority, times, usage, depth, revocation, names, and then the
/// user's function, which has the last word on each fault.
/// </summary>
internal sealed class PeerVerifier(TlsRoleOptions options, AnchorSet anchors, CrlStore? crls, PeerIdentity peer)
{
    private const string ExtendedKeyUsage = "2.5.29.37";

    /// <summary>Judges what the peer showed.</summary>
    /// <param name="certificate">The peer's certificate; null if it showed none.</param>
    /// <param name="chain">The way to an authority, as built by <see cref="Policy"/>.</param>
    /// <param name="missing">
    /// Gets where the revocation lists are that have to be fetched first: what is returned then is null, and no judgement yet.
    /// </param>
    /// <returns>Null if it will do.</returns>
    public TlsFailure? Verify(X509Certificate2? certificate, X509Chain? chain, List<Uri> missing)
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
        int length = AskForAuthority(path, chain);
        bool isTrusted = length < path.Length;
        path = path[..length];
        List<PeerFault> faults = FindFaults(path, chain, isTrusted, missing);
        return missing.Count > 0 ? null
            : options.VerifyFunction is { } function ? Ask(function, path, faults)
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
        policy.ApplicationPolicy.Add(Usage);
        foreach (string policyOid in options.RequiredPolicies)
        {
            policy.CertificatePolicy.Add(new Oid(policyOid));
        }

        return policy;
    }

    private Oid Usage => peer.IsServer ? KeyUsage.ServerAuthentication : KeyUsage.ClientAuthentication;

    private bool UsesMachineStore => options.TrustMachineStore && anchors.All.Count == 0;

    /// <summary>
    /// Where the way leads to no trusted root, <c>partial_chain</c> may name another authority on it: the certificates from there on
    /// are trusted as they are.
    /// </summary>
    /// <returns>How many certificates are left to judge.</returns>
    private int AskForAuthority(X509Certificate2[] path, X509Chain? chain)
    {
        const X509ChainStatusFlags noRoot = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if (options.PartialChain is not { } choose || path.Length < 2 || chain is null || chain.ChainStatus.All(s => (s.Status & noRoot) == 0))
        {
            return path.Length;
        }

        X509Certificate2? trusted = choose(path);
        int at = trusted is null ? -1 : Array.FindIndex(path, c => c.RawDataMemory.Span.SequenceEqual(trusted.RawDataMemory.Span));
        return at > 0 ? at : path.Length;
    }

    /// <summary>All faults, in the order in which OTP comes upon them: from the authority down, the names last.</summary>
    private List<PeerFault> FindFaults(X509Certificate2[] path, X509Chain? chain, bool isTrusted, List<Uri> missing)
    {
        var faults = new List<PeerFault>();
        for (int i = path.Length - 1; i >= 0; i--)
        {
            X509ChainStatusFlags flags = chain?.ChainElements[i].ChainElementStatus.Aggregate(
                X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.PartialChain;
            flags &= ~(isTrusted ? X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain : X509ChainStatusFlags.NoError);
            if (flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) && IsForUse(path[0]))
            {
                // The system has one word for the extended key usage of authorities and for policies.
                flags &= ~(options.AllowAnyCaPurpose || options.RequiredPolicies.Count > 0 ? X509ChainStatusFlags.NotValidForUsage : X509ChainStatusFlags.NoError);
                flags |= options.RequiredPolicies.Count > 0 ? X509ChainStatusFlags.NoIssuanceChainPolicy : X509ChainStatusFlags.NoError;
            }

            foreach (TlsError error in ChainFaults.Of(flags, path, i))
            {
                faults.Add(new PeerFault(error, path[i], i == 0, PeerMessages.Chain(peer, error, path[i], flags, options)));
            }
        }

        int intermediates = path[1..].Count(c => !AnchorSet.IsSelfIssued(c));
        if (intermediates > options.Depth)
        {
            faults.Add(new PeerFault(TlsError.ChainTooLong, path[0], true, PeerMessages.TooLong(peer, intermediates, options.Depth, options.Origins["depth"])));
        }

        PeerFault? wrongName = NameFault(path[0]);
        bool isGood = faults.Count == 0 && wrongName is null;
        faults.AddRange(RevocationFaults(path, chain, isTrusted, isGood ? missing : null));
        if (wrongName is not null)
        {
            faults.Add(wrongName);
        }

        return faults;
    }

    /// <summary>Whether the peer's own certificate is for its role.</summary>
    private bool IsForUse(X509Certificate2 certificate) =>
        certificate.Extensions[ExtendedKeyUsage] is not X509EnhancedKeyUsageExtension usage || usage.EnhancedKeyUsages[Usage.Value!] is not null;

    private IEnumerable<PeerFault> RevocationFaults(X509Certificate2[] path, X509Chain? chain, bool isTrusted, List<Uri>? missing)
    {
        if (options.CrlCheck == TlsCrlCheck.Off)
        {
            yield break;
        }

        X509Certificate2[] authorities = [.. chain?.ChainElements.Select(e => e.Certificate) ?? path, .. anchors.All];

        // A root is trusted as it is: nobody but itself could revoke it.
        int last = options.CrlCheck == TlsCrlCheck.Peer || path.Length == 1 ? 1 : isTrusted ? path.Length : path.Length - 1;
        for (int i = last - 1; i >= 0; i--)
        {
            RevocationStatus status = crls?.Check(path[i], authorities, DateTime.UtcNow, missing) ?? RevocationStatus.Unknown("no lists are configured");
            if (status.Fault is { } error && !(error == TlsError.RevocationUnknown && options.CrlCheck == TlsCrlCheck.BestEffort))
            {
                yield return new PeerFault(error, path[i], i == 0, PeerMessages.Revocation(peer, path[i], status, options));
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
            || (check.HasFlag(TlsNameCheck.ServerName) && names.Matches(peer.ServerName, wildcards, client.NameMatch))
            || (check.HasFlag(TlsNameCheck.NodeName) && names.Matches(peer.NodeName!))
            || (check.HasFlag(TlsNameCheck.Address) && Addresses().Any(names.Matches));

        // The server's name can be an address of its own (server_name_indication), or the whole node name.
        IEnumerable<IPAddress> Addresses() => new[] { peer.ServerName, peer.Host }
            .Select(name => IPAddress.TryParse(name, out IPAddress? address) ? address : null)
            .OfType<IPAddress>();
    }

    private bool MatchesAllowed(CertificateNames names) =>
        peer.AllowedHosts.Count == 0
        || (peer.Address is IPEndPoint { Address: var address } && names.Matches(address))
        || peer.AllowedHosts.Any(h => names.Matches(h));

    private TlsFailure? Ask(Func<TlsVerification, TlsVerdict> function, X509Certificate2[] path, List<PeerFault> faults)
    {
        for (int i = path.Length - 1; i >= 0; i--)
        {
            foreach (PeerFault? fault in faults.Where(f => ReferenceEquals(f.Certificate, path[i])).DefaultIfEmpty())
            {
                TlsVerdict verdict = Call(function, new TlsVerification
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

    private static TlsVerdict Call(Func<TlsVerification, TlsVerdict> function, TlsVerification verification)
    {
        try
        {
            return function(verification);
        }
#pragma warning disable CA1031 // It is a function of the user's; what it cannot judge is refused.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return TlsVerdict.Fail($"it threw {e.GetType().Name}: {e.Message}");
        }
    }
}
