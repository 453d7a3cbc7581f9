namespace ErlDist.Embedding;

/// <summary>What an exit signal does to its receiver.</summary>
public enum ExitEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is received as <c>{'EXIT', Pid, Reason}</c>.</summary>
    Message,

    /// <summary>The process ends, with <see cref="ExitRules.ReasonAfter"/>.</summary>
    End,
}
