using ErlDist.Embedding;

namespace ErlDist.Processes;

/// <summary>What follows from a signal: nothing, a signal to another process, or something that this process is told.</summary>
internal readonly record struct Reaction
{
    /// <summary>Which of them.</summary>
    public ReactionKind Kind { get; private init; }

    /// <summary>The signal to be sent.</summary>
    public Signal Signal { get; private init; }

    /// <summary>The node that it goes to.</summary>
    public Atom? Node { get; private init; }

    /// <summary>The reason that goes with it, or that the process is told.</summary>
    public Term? Reason { get; private init; }

    /// <summary>Of an exit: who sent it.</summary>
    public Pid? From { get; private init; }

    /// <summary>Of an exit: whether a link sent it.</summary>
    public bool Linked { get; private init; }

    /// <summary>Of a monitor that fired: its reference.</summary>
    public Reference? Reference { get; private init; }

    /// <summary>Of a monitor that fired: what it watched.</summary>
    public MonitorTarget Target { get; private init; }

    /// <summary>A signal to the process that it names.</summary>
    public static Reaction Answer(in Signal signal, Term? reason) =>
        new() { Kind = ReactionKind.Send, Signal = signal, Node = signal.To!.Node, Reason = reason };

    /// <summary>A signal to a node.</summary>
    public static Reaction Tell(in Signal signal, Atom node) => new() { Kind = ReactionKind.Send, Signal = signal, Node = node };

    /// <summary>The process is told of an exit signal.</summary>
    public static Reaction Exit(Pid from, Term reason, bool linked) =>
        new() { Kind = ReactionKind.Exit, From = from, Reason = reason, Linked = linked };

    /// <summary>The process is told that a monitor fired.</summary>
    public static Reaction Down(Reference reference, MonitorTarget target, Term reason) =>
        new() { Kind = ReactionKind.Down, Reference = reference, Target = target, Reason = reason };
}
