namespace ErlDist.Nodes;

/// <summary>What a served process does with its requests.</summary>
internal interface IServed
{
    /// <summary>
    /// The reply. What it throws fails the one call; a <see cref="TermFormatException"/> says that the request or the reply was none, and
    /// <see cref="ProcessExitException"/> ends the process.
    /// </summary>
    ValueTask<Term> CallAsync(Term request, Pid caller, ServingProcess process, CancellationToken cancellationToken);

    ValueTask CastAsync(Term message, CancellationToken cancellationToken);
}
