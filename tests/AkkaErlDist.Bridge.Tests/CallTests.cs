using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;
using Google.Protobuf;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>What this side asks of the BEAM node: gen_server calls, whether a process is there, the pid of a name.</summary>
public sealed class CallTests
{
    private const string Ask = PeerRig.Akka + "/temp/q";
    private const string Actor = PeerRig.Akka + "/user/a#1";
    private readonly PeerRig _rig = new();

    public CallTests() => _rig.Take();

    [Theory]
    [InlineData(Ask)]
    [InlineData(Actor)]
    public void A_call_monitors_asks_and_gets_its_reply(string caller)
    {
        Reference tag = Call(caller);
        Assert.Equal(
            [$"Monitor <0.501.0> calc {tag}", $"SendToName <0.501.0> calc: {{'$gen_call',{{<0.501.0>,{tag}}},{{add,1,2}}}}"], _rig.Take());

        Reply(tag, 3);
        Assert.Equal([$"Demonitor <0.501.0> calc {tag}", $"to {caller} from {PeerRig.Beam}/user/calc: 3"], _rig.Take());

        // A second reply is a message like any other, where there is still somebody.
        Reply(tag, 4);
        Assert.Equal([caller == Ask ? "rejected NoSuchActor" : $"to {caller} from {PeerRig.BeamPidPath}: {{{tag},4}}"], _rig.Take());
    }

    [Theory]
    [InlineData("noproc")]
    [InlineData("{crash,[]}")]
    public void A_call_fails_with_the_reason_of_the_end(string reason)
    {
        Reference tag = Call(Ask);
        _rig.Take();
        Down(tag, reason);
        Assert.Equal([$"to {Ask} from {PeerRig.Beam}/user/calc: exit {reason}"], _rig.Take());
        Reply(tag, 3);
        Assert.Equal(["rejected NoSuchActor"], _rig.Take());
    }

    [Fact]
    public void A_call_to_a_pid_goes_to_the_pid()
    {
        _rig.Tell(PeerRig.BeamPidPath, Ask, 1, EtfManifests.Call);
        Assert.Equal(["Monitor", "Send"], _rig.Signals.Select(entry => entry.Signal.Kind.ToString()));
        Assert.All(_rig.Signals, entry => Assert.Equal(PeerRig.BeamPid, entry.Signal.To));
    }

    [Fact]
    public void A_call_that_is_not_taken_leaves_nothing()
    {
        _rig.IsFull = true;
        Assert.False(_rig.Tell(PeerRig.Beam + "/user/calc", Ask, 1, EtfManifests.Call));
        Assert.Equal(["Monitor", "Demonitor"], _rig.Signals.Select(entry => entry.Signal.Kind.ToString()));
        _rig.IsFull = false;
        Assert.True(_rig.Tell(PeerRig.Beam + "/user/calc", Ask, 1, EtfManifests.Call));
    }

    [Fact]
    public void Nobody_asks_without_a_sender_and_beyond_the_limit()
    {
        _rig.Tell(PeerRig.Beam + "/user/calc", null, 1, EtfManifests.Call);
        Assert.Equal(["rejected NoSender"], _rig.Take());

        var small = new PeerRig(options => options with { MaxPendingCalls = 1 });
        small.Take();
        small.Tell(PeerRig.Beam + "/user/calc", Ask, 1, EtfManifests.Call);
        small.Take();
        small.Tell(PeerRig.Beam + "/user/calc", Ask, 2, EtfManifests.Call);
        Assert.Equal(["rejected TooMany"], small.Take());
    }

    [Fact]
    public void A_cast_has_its_envelope()
    {
        _rig.Tell(PeerRig.Beam + "/user/calc", null, Term.Parse("{set,1}"), EtfManifests.Cast);
        Assert.Equal(["SendToName <0.500.0> calc: {'$gen_cast',{set,1}}"], _rig.Take());
    }

    [Fact]
    public void Whether_a_process_is_there_is_the_race_of_a_monitor_and_an_answer()
    {
        Reference there = Identify("here");
        Reply(there, Atom.Ok, toBridge: true);
        Assert.Equal($"to {Ask} from {PeerRig.Beam}/user/here: identity [id 17 S] {PeerRig.Beam}/user/here", _rig.Take().Last());

        Reference gone = Identify("gone");
        Down(gone, "noproc");
        Assert.Equal($"to {Ask}: identity [id 17 S] ", _rig.Take().Last());

        // A node without net_kernel: the answer is yes, and a watch puts it right.
        Identify("late");
        _rig.Tick(1);
        _rig.Take();
        _rig.Tick(6);
        Assert.Contains($"to {Ask} from {PeerRig.Beam}/user/late: identity [id 17 S] {PeerRig.Beam}/user/late", _rig.Take());
    }

    [Fact]
    public void To_stop_a_name_its_pid_is_asked_of_rex()
    {
        PoisonPill("server");
        Reference tag = Assert.IsType<Reference>(((ErlTuple)((ErlTuple)_rig.Signals[0].Payload!)[1])[1]);
        _rig.Take();
        Reply(tag, PeerRig.BeamPid, toBridge: true);
        Assert.Equal(["Exit2 <0.500.0> <0.105.0>: shutdown"], _rig.Take());

        PoisonPill("nobody");
        tag = Assert.IsType<Reference>(((ErlTuple)((ErlTuple)_rig.Signals[0].Payload!)[1])[1]);
        _rig.Take();
        Reply(tag, Atom.Undefined, toBridge: true);
        Assert.Empty(_rig.Take());

        PoisonPill("silent");
        _rig.Tick(1);
        _rig.Take();
        _rig.Tick(6);
        Assert.Contains("rejected NotSupported", _rig.Take());
    }

    [Fact]
    public void A_caller_that_is_gone_is_forgotten()
    {
        Reference tag = Call(Actor);
        _rig.Take();
        Assert.True(_rig.Refs.Release(_rig.Refs.GetOrAdd(Actor).Pid));
        _rig.Tick(1);
        Assert.Contains($"Demonitor <0.501.0> calc {tag}", _rig.Take());
        Down(tag, "noproc");
        Assert.Empty(_rig.Take());
    }

    private Reference Call(string caller)
    {
        _rig.Tell(PeerRig.Beam + "/user/calc", caller, Term.Parse("{add,1,2}"), EtfManifests.Call);
        return _rig.Signals[0].Signal.Ref!;
    }

    private Reference Identify(string name)
    {
        _rig.Take();
        var question = new Question { Id = new Content { Bytes = ByteString.CopyFromUtf8("id"), Serializer = 17, Manifest = ByteString.CopyFromUtf8("S") } };
        _rig.Pdu(PeerRig.Envelope($"{PeerRig.Beam}/user/{name}", Ask, Serializers.Misc, "ID", question.ToByteArray()));
        return _rig.Signals[0].Signal.Ref!;
    }

    private void PoisonPill(string name)
    {
        _rig.Take();
        _rig.Pdu(PeerRig.Envelope($"{PeerRig.Beam}/user/{name}", null, Serializers.Misc, "PP", []));
    }

    private void Reply(Reference tag, Term answer, bool toBridge = false) =>
        _rig.Send(toBridge ? _rig.Refs.Anonymous : new Pid(PeerRig.Node, 501, 0, 7), Term.Tuple(tag, answer));

    private void Down(Reference tag, string reason) => _rig.Signal(
        new Signal { Kind = SignalKind.MonitorDown, Name = new Atom("calc"), To = new Pid(PeerRig.Node, 501, 0, 7), Ref = tag }, Term.Parse(reason));
}
