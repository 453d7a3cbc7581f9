using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>What signals of a BEAM node become.</summary>
public sealed class BeamSignalTests
{
    private const string A = PeerRig.Akka + "/user/a#1";
    private static readonly Reference s_ref = new(PeerRig.BeamNode, 3, 9, 8, 7);
    private readonly PeerRig _rig = new();

    public BeamSignalTests() => _rig.Take();

    [Theory]
    [InlineData("echo", "/user/echo")]
    [InlineData("parent/child", "/user/parent/child")]
    [InlineData("$a", "/user/$a")]
    [InlineData("a b", "/user/a%20b")]
    [InlineData("50%", "/user/50%25")]
    [InlineData("x#1", "/user/x%231")]
    [InlineData("grün", "/user/gr%C3%BCn")]
    public void A_name_is_an_actor_below_user(string name, string path)
    {
        _rig.SendToName(name, 1);
        Assert.Equal([$"to {PeerRig.Akka}{path} from {PeerRig.BeamPidPath}: 1"], _rig.Take());
    }

    [Theory]
    [InlineData("../system/remote-watcher")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a//b")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("a/../../system")]
    public void No_name_leads_out_of_user(string name)
    {
        _rig.SendToName(name, 1);
        _rig.Signal(new Signal { Kind = SignalKind.Monitor, From = PeerRig.BeamPid, Name = new Atom(name), Ref = s_ref });
        _rig.Signal(new Signal { Kind = SignalKind.Exit2ToName, From = PeerRig.BeamPid, Name = new Atom(name) }, Atom.Kill);
        Assert.Equal(["rejected NotExported", $"MonitorDown <0.105.0> {new Atom(name)} {s_ref}: noproc"], _rig.Take());
    }

    [Fact]
    public void A_call_comes_with_a_sender_that_replies()
    {
        var tag = Term.Parse("[alias|ref]");
        _rig.SendToName("calc", Term.Tuple(new Atom("$gen_call"), Term.Tuple(PeerRig.BeamPid, tag), Term.Parse("{add,1,2}")));
        string line = Assert.Single(_rig.Take());
        Assert.EndsWith(": {add,1,2}", line, StringComparison.Ordinal);
        string sender = line.Split(' ')[3].TrimEnd(':');
        Assert.StartsWith(PeerRig.Beam + "/user/$call-105.0.1637000000-", sender, StringComparison.Ordinal);

        _rig.Tell(sender, A, 3);
        Assert.Equal(["Send <0.501.0> <0.105.0>: {[alias|ref],3}"], _rig.Take());
    }

    [Fact]
    public void A_reply_to_a_call_by_alias_goes_to_the_alias()
    {
        var tag = Term.ImproperList([new Atom("alias")], s_ref);
        _rig.SendToName("calc", Term.Tuple(new Atom("$gen_call"), Term.Tuple(PeerRig.BeamPid, tag), Atom.Ok));
        string sender = Assert.Single(_rig.Take()).Split(' ')[3].TrimEnd(':');
        _rig.Tell(sender, null, Atom.Ok);
        Assert.Equal([$"SendToAlias <0.500.0> {s_ref}: {{{tag},ok}}"], _rig.Take());
    }

    [Fact]
    public void A_cast_is_a_message() => Check(
        () => _rig.SendToName("calc", Term.Parse("{'$gen_cast',{set,1}}")), $"to {PeerRig.Akka}/user/calc from {PeerRig.BeamPidPath}: {{set,1}}");

    [Fact]
    public void Atoms_of_the_cache_are_written_in_full()
    {
        var atoms = new AtomRefTable();
        Term message = Term.Parse("{hello,[world,\"abc\",[]|tail],#{k => v},{},1.5,12345678901234567890}");
        _rig.Signal(new Signal { Kind = SignalKind.SendToName, From = PeerRig.BeamPid, Name = new Atom("echo") }, message, atoms);
        Assert.True(atoms.Atoms.Length > 3);
        Assert.Equal([$"to {PeerRig.Akka}/user/echo from {PeerRig.BeamPidPath}: {message}"], _rig.Take());
    }

    [Fact]
    public void A_call_with_atoms_of_the_cache_can_be_answered()
    {
        Term call = Term.Tuple(new Atom("$gen_call"), Term.Tuple(PeerRig.BeamPid, Term.ImproperList([new Atom("alias")], s_ref)), Atom.Ok);
        _rig.Signal(new Signal { Kind = SignalKind.SendToName, From = PeerRig.BeamPid, Name = new Atom("echo") }, call, new AtomRefTable());
        string sender = Assert.Single(_rig.Take()).Split(' ')[3].TrimEnd(':');
        _rig.Tell(sender, null, 1);
        Assert.Equal(s_ref, Assert.Single(_rig.Signals).Signal.Ref);
    }

    [Fact]
    public void A_pid_leads_to_its_actor_until_that_is_released()
    {
        LocalRef a = _rig.Refs.GetOrAdd(A);
        _rig.Send(a.Pid, 1);
        Assert.True(_rig.Refs.Release(a.Pid));
        _rig.Send(a.Pid, 2);
        Assert.Equal([$"to {A} from {PeerRig.BeamPidPath}: 1", "rejected NoSuchActor"], _rig.Take());
    }

    [Fact]
    public void An_ask_gets_one_answer_and_its_pid_is_gone()
    {
        _rig.Tell(PeerRig.Beam + "/user/echo", PeerRig.Akka + "/temp/a", 1);
        Pid pid = _rig.Signals[0].Signal.From!;
        _rig.Take();
        _rig.Send(pid, 2);
        _rig.Send(pid, 3);
        Assert.Equal([$"to {PeerRig.Akka}/temp/a from {PeerRig.BeamPidPath}: 2", "rejected NoSuchActor"], _rig.Take());
        Assert.Equal(0, _rig.Refs.Count);
    }

    [Fact]
    public void Many_monitors_of_an_actor_are_one_watch()
    {
        Pid pid = _rig.Refs.GetOrAdd(A).Pid;
        var other = new Reference(PeerRig.BeamNode, 3, 1);
        var byName = new Reference(PeerRig.BeamNode, 3, 2);
        Monitor(pid, s_ref);
        Monitor(pid, other);
        Assert.Equal([$"to {A}: Watch by {PeerRig.Beam}/system/remote-watcher"], _rig.Take());

        _rig.Signal(new Signal { Kind = SignalKind.Monitor, From = PeerRig.BeamPid, Name = new Atom("a"), Ref = byName });
        _rig.Signal(new Signal { Kind = SignalKind.Demonitor, From = PeerRig.BeamPid, To = pid, Ref = other });
        _rig.Take();
        _rig.Death(A, existed: true, 0);
        Assert.Equal(
            ["ack 0 missing ", $"MonitorDown <0.501.0> <0.105.0> {s_ref}: normal", $"MonitorDown <0.105.0> a {byName}: normal"], _rig.Take());
        Assert.Empty(_rig.Take());
    }

    [Fact]
    public void The_death_of_an_earlier_actor_of_the_name_is_not_that_of_the_name()
    {
        Pid old = _rig.Refs.GetOrAdd(A).Pid;
        Monitor(old, s_ref);
        _rig.Signal(new Signal { Kind = SignalKind.Monitor, From = PeerRig.BeamPid, Name = new Atom("a"), Ref = new Reference(PeerRig.BeamNode, 3, 2) });
        _rig.Take();
        _rig.Death(A, existed: false, 0);
        Assert.Equal(["ack 0 missing ", $"MonitorDown <0.501.0> <0.105.0> {s_ref}: noproc"], _rig.Take());
    }

    [Fact]
    public void A_name_whose_actor_was_just_ending_when_it_was_watched_has_nobody()
    {
        var byName = new Reference(PeerRig.BeamNode, 3, 2);
        _rig.Signal(new Signal { Kind = SignalKind.Monitor, From = PeerRig.BeamPid, Name = new Atom("a"), Ref = byName });
        _rig.Take();
        _rig.Death(A, existed: false, 0);
        Assert.Equal(["ack 0 missing ", $"MonitorDown <0.105.0> a {byName}: noproc"], _rig.Take());
    }

    [Fact]
    public void A_watch_that_nobody_needs_ends_after_a_while()
    {
        _rig.Tick(1);
        Monitor(_rig.Refs.GetOrAdd(A).Pid, s_ref);
        _rig.Signal(new Signal { Kind = SignalKind.Demonitor, From = PeerRig.BeamPid, Ref = s_ref });
        _rig.Take();
        _rig.Tick(9);
        Assert.DoesNotContain(_rig.Take(), line => line.Contains("Unwatch", StringComparison.Ordinal));
        _rig.Tick(2);
        Assert.Contains($"to {A}: Unwatch by {PeerRig.Beam}/system/remote-watcher", _rig.Take());
    }

    [Theory]
    [InlineData("kill", "killed")]
    [InlineData("shutdown", "shutdown")]
    [InlineData("{oops,1}", "{oops,1}")]
    public void An_exit_signal_stops_an_actor_and_its_watchers_hear_why(string reason, string heard)
    {
        Pid pid = _rig.Refs.GetOrAdd(A).Pid;
        Monitor(pid, s_ref);
        _rig.Take();
        Exit2(pid, reason);
        Assert.Equal([$"to {A} from {PeerRig.Beam}/system/remote-watcher: Terminate"], _rig.Take());
        _rig.Death(A, existed: true, 0);
        Assert.Contains($"MonitorDown <0.501.0> <0.105.0> {s_ref}: {heard}", _rig.Take());
    }

    [Fact]
    public void An_exit_signal_does_what_the_receiver_is()
    {
        LocalRef a = _rig.Refs.GetOrAdd(A);
        Exit2(a.Pid, "normal");
        Assert.Empty(_rig.Take());

        a.TrapsExits = true;
        Exit2(a.Pid, "oops");
        Assert.Equal([$"to {A} from {PeerRig.BeamPidPath}: {{'EXIT',{PeerRig.BeamPid},oops}}"], _rig.Take());
        Exit2(a.Pid, "kill");
        Assert.Equal([$"to {A} from {PeerRig.Beam}/system/remote-watcher: Terminate"], _rig.Take());

        Exit2(_rig.Refs.GetOrAdd("/system/x#1").Pid, "kill");
        Assert.Equal(["rejected NotExported"], _rig.Take());

        Exit2(_rig.Refs.GetOrAdd("/temp/x").Pid, "oops");
        Assert.Equal([$"to {PeerRig.Akka}/temp/x from {PeerRig.BeamPidPath}: exit oops"], _rig.Take());
    }

    [Fact]
    public void Links_work_both_ways()
    {
        Pid pid = _rig.Refs.GetOrAdd(A).Pid;
        _rig.Signal(new Signal { Kind = SignalKind.Exit, From = PeerRig.BeamPid, To = pid }, new Atom("unlinked"));
        Assert.Empty(_rig.Take());

        Link(pid);
        _rig.Signal(new Signal { Kind = SignalKind.Unlink, From = PeerRig.BeamPid, To = pid, Id = 5 });
        _rig.Signal(new Signal { Kind = SignalKind.Exit, From = PeerRig.BeamPid, To = pid }, new Atom("unlinked"));
        Assert.Equal([$"to {A}: Watch by {PeerRig.Beam}/system/remote-watcher", "UnlinkAck <0.501.0> <0.105.0> id 5"], _rig.Take());

        Link(pid);
        _rig.Death(A, existed: true, 0);
        Assert.Equal(["ack 0 missing ", "Exit <0.501.0> <0.105.0>: normal"], _rig.Take());

        Link(pid);
        _rig.Take();
        _rig.Signal(new Signal { Kind = SignalKind.Exit, From = PeerRig.BeamPid, To = pid }, new Atom("crash"));
        Assert.Equal([$"to {A} from {PeerRig.Beam}/system/remote-watcher: Terminate"], _rig.Take());

        Link(new Pid(PeerRig.Node, 9999, 0, 7));
        Assert.Equal(["Exit <0.9999.0> <0.105.0>: noproc"], _rig.Take());
    }

    [Fact]
    public void A_spawn_request_is_declined_and_a_group_leader_ignored()
    {
        var request = new SpawnRequest(PeerRig.BeamPid, new Atom("m"), new Atom("f"), 0, ErlList.Empty);
        _rig.Signal(new Signal { Kind = SignalKind.SpawnRequest, From = PeerRig.BeamPid, Ref = s_ref, Spawn = request }, ErlList.Empty);
        _rig.Signal(new Signal { Kind = SignalKind.GroupLeader, From = PeerRig.BeamPid, To = PeerRig.BeamPid });
        Assert.Equal([$"SpawnReply <0.105.0> notsup {s_ref}"], _rig.Take());
    }

    private void Check(Action act, params string[] expected)
    {
        act();
        Assert.Equal(expected, _rig.Take());
    }

    private void Monitor(Pid actor, Reference reference) =>
        _rig.Signal(new Signal { Kind = SignalKind.Monitor, From = PeerRig.BeamPid, To = actor, Ref = reference });

    private void Link(Pid actor) => _rig.Signal(new Signal { Kind = SignalKind.Link, From = PeerRig.BeamPid, To = actor });

    private void Exit2(Pid actor, string reason) =>
        _rig.Signal(new Signal { Kind = SignalKind.Exit2, From = PeerRig.BeamPid, To = actor }, Term.Parse(reason));
}
