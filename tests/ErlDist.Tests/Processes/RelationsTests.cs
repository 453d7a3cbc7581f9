using ErlDist.Embedding;
using ErlDist.Processes;
using ErlDist.Wire;

namespace ErlDist.Tests.Processes;

/// <summary>
/// Crossings of links, unlinks, exits, monitors and ends, as one process sees them: each row is a way of signals (> what we do, &lt; what
/// arrives) and what comes out of it.
/// </summary>
public sealed class RelationsTests
{
    private static readonly Atom s_here = Atom.Get("here@localhost");
    private static readonly Atom s_there = Atom.Get("there@localhost");
    private static readonly Pid s_self = new(s_here, 1, 0, 7);
    private static readonly Pid s_other = new(s_there, 2, 0, 9);
    private static readonly Reference s_ref = new(s_there, 9, [1, 2, 3]);
    private static readonly Reference s_ours = new(s_here, 7, [4, 5, 6]);

    [Theory]
    [InlineData("<link <exit", "exit boom")]
    [InlineData("<exit", "")]
    [InlineData("<exit2", "exit2 boom")]
    [InlineData(">link <exit <exit", "link; exit boom")]
    [InlineData(">link >link", "link")]
    [InlineData(">link >unlink <exit <ack", "link; unlink 1")] // The exit is about the link that was removed.
    [InlineData(">link >unlink <link <ack <exit", "link; unlink 1")] // So is a LINK that crosses.
    [InlineData(">link >unlink <ack <link <exit", "link; unlink 1; exit boom")]
    [InlineData(">link >unlink >link <ack <exit", "link; unlink 1; link; exit boom")]
    [InlineData(">link >unlink <unlink <ack", "link; unlink 1; ack 77")] // Both unlink: both acknowledge.
    [InlineData("<unlink", "ack 77")] // Acknowledged though there is no link.
    [InlineData("<oldunlink", "")]
    [InlineData("<link <unlink <exit", "ack 77")]
    [InlineData("<link >end", "EXIT bye")]
    [InlineData(">link >unlink >end", "link; unlink 1")] // An unlinked process learns nothing.
    [InlineData("<monitor >end", "DOWN bye")]
    [InlineData("<named >end", "DOWN name bye")]
    [InlineData("<monitor <demonitor >end", "")]
    [InlineData("<monitor <monitor >end", "DOWN bye")]
    [InlineData(">monitor <down <down", "down boom")]
    [InlineData(">monitor >demonitor <down", "")]
    [InlineData(">monitor <strangersdown <down", "down boom")] // Only the watched node can say so.
    [InlineData(">monitor >end", "demonitor")]
    [InlineData(">monitor <lost <down", "down noconnection")]
    [InlineData("<link <lost <exit", "exit noconnection")]
    [InlineData("<monitor <lost >end", "")] // Who watched is gone, too.
    [InlineData("<monitor >fire >fire >end", "DOWN told")]
    [InlineData(">end <link", "EXIT noproc")]
    [InlineData(">end <monitor", "DOWN noproc")]
    [InlineData(">end <unlink", "ack 77")]
    [InlineData(">end <exit2", "")]
    [InlineData("<link >end >end", "EXIT bye")]
    public void A_way_of_signals_comes_to(string way, string expected)
    {
        var relations = new Relations(s_self);
        List<string> seen = [];
        foreach (string step in way.Split(' '))
        {
            seen.AddRange(Take(relations, step));
        }

        Assert.Equal(expected, string.Join("; ", seen));
    }

    [Theory]
    [InlineData("normal", true, false, ExitEffect.None)]
    [InlineData("normal", false, false, ExitEffect.None)]
    [InlineData("normal", true, true, ExitEffect.Message)]
    [InlineData("boom", true, false, ExitEffect.End)]
    [InlineData("boom", false, true, ExitEffect.Message)]
    [InlineData("kill", false, true, ExitEffect.End)] // exit(Pid, kill) cannot be trapped …
    [InlineData("kill", true, true, ExitEffect.Message)] // … but a linked process that ended with kill can.
    [InlineData("kill", true, false, ExitEffect.End)]
    public void An_exit_signal_does(string reason, bool linked, bool traps, ExitEffect effect) =>
        Assert.Equal(effect, ExitRules.Of(Atom.Get(reason), linked, traps));

    [Fact]
    public void Kill_becomes_killed_and_does_not_go_on_killing()
    {
        Assert.Equal(Atom.Killed, ExitRules.ReasonAfter(Atom.Kill, linked: false));
        Assert.Equal(Atom.Kill, ExitRules.ReasonAfter(Atom.Kill, linked: true));
    }

    private static IEnumerable<string> Take(Relations relations, string step)
    {
        var boom = Atom.Get("boom");
        switch (step)
        {
            case ">link":
                return relations.Link(s_other) ? ["link"] : [];
            case ">unlink":
                ulong id = relations.Unlink(s_other, acknowledged: true);
                return id > 0 ? [$"unlink {id}"] : [];
            case ">monitor":
                relations.Monitor(s_ours, MonitorTarget.Of(s_other));
                return [];
            case ">demonitor":
                relations.Demonitor(s_ours, out _);
                return [];
            case ">fire":
                return Tell(relations.FireWatch(s_ref, s_other, Atom.Get("told")));
            case ">end":
                return relations.End(Atom.Get("bye"), out _).SelectMany(Tell);
            case "<lost":
                (List<Pid> links, List<(Reference Reference, MonitorTarget Target)> monitors) = relations.TakeNode(s_there);
                return [.. links.Select(_ => "exit noconnection"), .. monitors.Select(_ => "down noconnection")];
            case "<strangersdown":
                return Tell(relations.OnSignal(new Signal { Kind = SignalKind.MonitorDown, From = s_other, To = s_self, Ref = s_ours }, boom, Atom.Get("stranger@localhost")));
            default:
                return Tell(relations.OnSignal(Arrived(step), boom, s_there));
        }
    }

    private static Signal Arrived(string step) => step switch
    {
        "<link" => Signals.Link(s_other, s_self),
        "<unlink" => Signals.Unlink(s_other, s_self, 77),
        "<oldunlink" => Signals.Unlink(s_other, s_self, 0),
        "<ack" => Signals.UnlinkAck(s_other, s_self, 1),
        "<exit" => Signals.Exit(s_other, s_self),
        "<exit2" => Signals.Exit2(s_other, s_self),
        "<monitor" => new Signal { Kind = SignalKind.Monitor, From = s_other, To = s_self, Ref = s_ref },
        "<named" => new Signal { Kind = SignalKind.Monitor, From = s_other, Name = Atom.Get("name"), Ref = s_ref },
        "<demonitor" => new Signal { Kind = SignalKind.Demonitor, From = s_other, To = s_self, Ref = s_ref },
        "<down" => new Signal { Kind = SignalKind.MonitorDown, From = s_other, To = s_self, Ref = s_ours },
        _ => throw new ArgumentException(step, nameof(step)),
    };

    private static IEnumerable<string> Tell(Reaction reaction) => reaction.Kind switch
    {
        ReactionKind.None => [],
        ReactionKind.Exit => [$"{(reaction.Linked ? "exit" : "exit2")} {reaction.Reason}"],
        ReactionKind.Down => [$"down {reaction.Reason}"],
        _ => [reaction.Signal.Kind switch
        {
            SignalKind.UnlinkAck => $"ack {reaction.Signal.Id}",
            SignalKind.Exit => $"EXIT {reaction.Reason}",
            SignalKind.MonitorDown => $"DOWN {(reaction.Signal.Name is { } name ? name + " " : "")}{reaction.Reason}",
            SignalKind.Demonitor => "demonitor",
            SignalKind other => other.ToString(),
        }],
    };
}
