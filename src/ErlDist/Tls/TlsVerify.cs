namespace ErlDist.Tls;

/// <summary>Whether the peer's certificate is verified (<c>verify</c>).</summary>
public enum TlsVerify
{
    /// <summary><c>verify_peer</c>: it must come from a trusted authority and be for this use.</summary>
    Peer,

    /// <summary><c>verify_none</c>: any will do; a server does not ask for one.</summary>
    None,
}
