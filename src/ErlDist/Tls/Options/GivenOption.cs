namespace ErlDist.Tls.Options;

/// <summary>An option that was given.</summary>
/// <param name="Name">OTP's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Where">How messages name it.</param>
internal sealed record GivenOption(string Name, Term Value, string Where);
