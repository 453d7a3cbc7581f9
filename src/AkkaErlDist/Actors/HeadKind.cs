namespace AkkaErlDist.Actors;

/// <summary>What the first bytes of a message say that it is.</summary>
internal enum HeadKind
{
    /// <summary>A message like any other.</summary>
    Message,

    /// <summary><c>{'$gen_call', {Caller, Tag}, Request}</c>.</summary>
    Call,

    /// <summary><c>{'$gen_cast', Message}</c>.</summary>
    Cast,

    /// <summary><c>{system, {Caller, Tag}, Request}</c>.</summary>
    System,

    /// <summary><c>{Tag, Reply}</c>, perhaps.</summary>
    Reply,
}
