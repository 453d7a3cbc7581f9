namespace ErlDist.Hosting;

/// <summary>What is done with a node.</summary>
/// <param name="Node">The name that the host calls it by.</param>
/// <param name="Prepare">Before it takes connections.</param>
/// <param name="Start">Once it is up.</param>
internal sealed record NodePart(
    string Node, Action<IServiceProvider, ErlangNode>? Prepare, Func<IServiceProvider, ErlangNode, CancellationToken, ValueTask>? Start);
