namespace ErlDist.Tls.Options;

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
