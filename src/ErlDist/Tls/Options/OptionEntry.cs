namespace ErlDist.Tls.Options;

/// <summary>
/// An option of OTP's ssl application: what the option file, <c>-ssl_dist_opt</c> and HOCON take, and a row of the table in
/// docs/tls.md.
/// </summary>
/// <param name="Name">OTP's name.</param>
/// <param name="Roles">Who may have it; in the other role it is an error, as in OTP 26 and later.</param>
/// <param name="Shape">The value, as documentation writes it.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Text">What it does, or why not: a phrase for the table, and for the line that is logged.</param>
internal sealed record OptionEntry(string Name, OptionRoles Roles, string Shape, OptionUse Use, string Text)
{
    /// <summary>The property of <see cref="TlsServerOptions"/> or <see cref="TlsClientOptions"/> that it sets.</summary>
    public string? Property { get; init; }

    /// <summary>How it is written where there are no terms.</summary>
    public OptionForm Form { get; init; }

    /// <summary>Whether <c>-ssl_dist_opt</c> takes it in OTP (chapter "Using TLS for Erlang Distribution", 4.4, and OTP 29).</summary>
    public bool IsLegacy { get; init; }

    /// <summary>Reads it; for the ones without effect it checks the value. Null = any value will do.</summary>
    public OptionReader? Read { get; init; }
}
