namespace ErlDist.Tls;

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
