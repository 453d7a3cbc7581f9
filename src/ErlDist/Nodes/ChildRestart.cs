namespace ErlDist;

/// <summary>When a child is restarted: <c>supervisor:restart()</c>.</summary>
public enum ChildRestart
{
    /// <summary>Always.</summary>
    Permanent,

    /// <summary>When its reason was not <c>normal</c>, <c>shutdown</c> or <c>{shutdown, _}</c>.</summary>
    Transient,

    /// <summary>Never.</summary>
    Temporary,
}
