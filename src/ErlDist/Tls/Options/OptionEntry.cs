using ErlDist.Terms;

namespace ErlDist.Tls;

/// <summary>The roles that may have an option.</summary>
[Flags]
internal enum OptionRoles
{
    Client = 1,
    Server = 2,
    Both = Client | Server,
}

/// <summary>How an option's value is written where there are no terms: on a command line, in HOCON.</summary>
internal enum OptionForm
{
    /// <summary>An Erlang term or expression.</summary>
    Term,

    /// <summary>The text itself.</summary>
    Text,

    /// <summary>An atom without quotes.</summary>
    Atom,

    /// <summary>Atoms without quotes, one or several between commas.</summary>
    Atoms,
}

/// <summary>What becomes of an option here.</summary>
internal enum OptionUse
{
    /// <summary>It does what it does in OTP, as far as the text says.</summary>
    Used,

    /// <summary>It has no effect and nobody would miss it: said at level Information.</summary>
    Needless,

    /// <summary>It has no effect: a warning says what happens in its place.</summary>
    Unheard,

    /// <summary>It is an error: its meaning can't be had here and would be missed.</summary>
    Refused,
}

/// <summary>Puts an option into those of a role.</summary>
internal delegate TlsRoleOptions OptionReader(TlsRoleOptions options, OptionValue value);

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
