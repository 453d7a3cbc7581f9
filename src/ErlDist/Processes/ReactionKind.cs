namespace ErlDist.Processes;

/// <summary>The kinds of <see cref="Reaction"/>.</summary>
internal enum ReactionKind
{
    /// <summary>Nothing follows.</summary>
    None,

    /// <summary>A signal is sent.</summary>
    Send,

    /// <summary>The process is told of an exit signal.</summary>
    Exit,

    /// <summary>The process is told that a monitor fired.</summary>
    Down,
}
