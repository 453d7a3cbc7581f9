using System.Globalization;
using ErlDist.Testing;

namespace ErlDist.Soak;

/// <summary>What the process holds while everything rests: no peer is connected and no traffic runs.</summary>
internal sealed record Checkpoint(
    TimeSpan At, long Heap, long WorkingSet, int Processes, int Relations, int Peers, int SetUps, int Sockets, int Threads)
{
    /// <summary>The head of a table of them.</summary>
    public static IReadOnlyList<string> Head { get; } =
    [
        "| at | managed heap, KB | working set, MB | processes | links and monitors | peers | set-ups | sockets | threads |",
        "|---|---|---|---|---|---|---|---|---|",
    ];

    /// <summary>Collects garbage and counts.</summary>
    public static Checkpoint Take(ErlangNode node, TimeSpan at) => new(
        at,
        OwnProcess.Heap(),
        Environment.WorkingSet,
        node.Processes.All.Count,
        node.Processes.All.Sum(p => p.RelationCount),
        node.Peers.Count,
        node.Acceptor.Pending,
        OwnProcess.CountSockets(),
        OwnProcess.CountThreads());

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {At:hh\\:mm\\:ss} | {Heap / 1024:N0} | {WorkingSet / 1024 / 1024:N0} | {Processes} | {Relations} | {Peers} | {SetUps} | {Sockets} | {Threads} |");
}
