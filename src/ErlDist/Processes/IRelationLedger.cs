namespace ErlDist.Processes;

/// <summary>Is told which nodes a process has links and monitors with.</summary>
internal interface IRelationLedger
{
    /// <summary>There is one more.</summary>
    /// <param name="node">The node of the other process.</param>
    /// <param name="ofOthers">Whether the other side can make it: a link, or a monitor of this process.</param>
    void OnAdded(Atom node, bool ofOthers);

    /// <summary>There is one less.</summary>
    void OnRemoved(Atom node, bool ofOthers);
}
