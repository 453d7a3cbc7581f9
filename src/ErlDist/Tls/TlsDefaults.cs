namespace ErlDist.Tls;

/// <summary>
/// What an option file, <c>-ssl_dist_opt</c> or a configuration means where it leaves an option out. It depends on the release of
/// OTP.
/// </summary>
public enum TlsDefaults
{
    /// <summary>
    /// As OTP 26 and later: TLS 1.3 and 1.2; a client that has authorities (<c>cacertfile</c>) verifies; a server that verifies
    /// wants a certificate of each client. A server's certificate may be issued to the host, the whole node name or the address.
    /// </summary>
    Latest,

    /// <summary>
    /// As OTP 25: TLS 1.2 only; nobody is verified without <c>verify_peer</c>; a server that verifies lets clients without a
    /// certificate in. A server's certificate must be issued to the host.
    /// </summary>
    Otp25,
}
