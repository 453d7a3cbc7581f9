namespace ErlDist.Tls;

/// <summary>Which names in a server's certificate will do.</summary>
[Flags]
public enum TlsNameCheck
{
    /// <summary>Any name: only who issued it counts.</summary>
    None = 0,

    /// <summary>
    /// The name that is sent by SNI, as OTP compares it: with each DNS name of the subject's alternative names, regardless of
    /// case; with the common name where there are no alternative names and the name is no address.
    /// </summary>
    ServerName = 1,

    /// <summary>The whole node name as a DNS name, which is what the chapter describes: <c>DNS:py@vm</c>.</summary>
    NodeName = 2,

    /// <summary>The address, where the node name's host is one: <c>IP:127.0.0.1</c> for <c>x@127.0.0.1</c>.</summary>
    Address = 4,

    /// <summary>
    /// <c>*</c> in the first label of a DNS name (<c>{customize_hostname_check,[{match_fun,…}]}</c> with the function of https).
    /// </summary>
    Wildcard = 8,
}
