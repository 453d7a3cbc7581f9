namespace ErlDist.Embedding;

/// <summary>A cookie of the command line: for one node, or, without a node, our own.</summary>
/// <param name="Node">The node that it is for; null for ours, which counts for all other nodes.</param>
/// <param name="Cookie">The cookie.</param>
public sealed record ErlCookieFlag(string? Node, string Cookie)
{
    /// <summary>Leaves out the cookie.</summary>
    public override string ToString() => $"{nameof(ErlCookieFlag)} {{ Node = {Node} }}";
}
