namespace ErlDist.Tls;

/// <summary>Compares a name that is looked for with one in a certificate, as OTP calls a <c>match_fun</c>.</summary>
/// <param name="reference">The name that the server is called by.</param>
/// <param name="presented">A DNS name, or the common name, in its certificate.</param>
/// <returns>Whether they match; null = compare them as ever (<c>default</c>).</returns>
public delegate bool? TlsNameMatch(string reference, string presented);
