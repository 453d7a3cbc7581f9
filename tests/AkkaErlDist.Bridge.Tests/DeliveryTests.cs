using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using ErlDist.Terms;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>The receiving end of reliable delivery: each system message once and in order, however they come.</summary>
public sealed class DeliveryTests
{
    private readonly PeerRig _rig = new();

    public DeliveryTests() => _rig.Take();

    [Fact]
    public void A_message_that_is_sent_again_is_acknowledged_again_and_done_once()
    {
        Watch(0);
        Watch(0);
        Watch(1);
        Watch(0);
        Assert.Equal(
            ["ack 0 missing ", Monitor(0, 1), "ack 0 missing ", "ack 1 missing ", Monitor(1, 2), "ack 1 missing "],
            _rig.Take());
    }

    [Fact]
    public void What_comes_too_early_waits_and_what_is_missing_is_told()
    {
        Watch(0);
        Watch(3);
        Watch(1);
        Watch(3);
        Watch(2);
        Assert.Equal(
            [
                "ack 0 missing ", Monitor(0, 1), "ack 3 missing 1,2", "ack 3 missing 2", Monitor(1, 2), "ack 3 missing 2", "ack 3 missing ",
                Monitor(2, 3), Monitor(3, 4),
            ],
            _rig.Take());
    }

    [Fact]
    public void What_lies_too_far_ahead_is_neither_kept_nor_acknowledged()
    {
        Watch(0);
        Watch(5000);
        Watch(ulong.MaxValue - 1);
        Assert.Equal(["ack 0 missing ", Monitor(0, 1), "ack 0 missing ", "ack 0 missing "], _rig.Take());
    }

    [Fact]
    public void A_new_association_may_count_from_0_again_or_go_on()
    {
        Watch(0);
        Watch(1);
        _rig.Association = _rig.Peer.Associate(_rig, isInbound: false);
        _rig.Take();
        Watch(2);
        Assert.Equal(["ack 2 missing ", Monitor(2, 3)], _rig.Take());

        _rig.Association = _rig.Peer.Associate(_rig, isInbound: false);
        _rig.Take();
        _rig.Watch(Watchee(9), Watcher, 0);
        Assert.Equal(["ack 0 missing ", Monitor(9, 4)], _rig.Take());
    }

    [Fact]
    public void A_watch_and_its_unwatch_are_one_monitor_however_often_they_come()
    {
        Watch(0);
        _rig.Watch(Watchee(0), "akka.erl://recorded@localhost:4711/user/second", 1);
        _rig.Watch(Watchee(0), Watcher, 2, un: true);
        Assert.Single(_rig.Signals);
        _rig.Watch(Watchee(0), "akka.erl://recorded@localhost:4711/user/second", 3, un: true);
        _rig.Watch(Watchee(0), Watcher, 4, un: true);
        Assert.Equal(["Monitor", "Demonitor"], _rig.Signals.Select(entry => entry.Signal.Kind.ToString()));
    }

    [Theory]
    [InlineData("noproc", "False")]
    [InlineData("normal", "True")]
    [InlineData("{crash,[]}", "True")]
    public void A_death_is_told_to_every_watcher_once(string reason, string existed)
    {
        const string Second = "akka.erl://recorded@localhost:4711/user/second";
        Watch(0);
        _rig.Watch(Watchee(0), Second, 1);
        Reference monitor = _rig.Signals[0].Signal.Ref!;
        _rig.Take();
        for (int i = 0; i < 2; i++)
        {
            _rig.Signal(new ErlDist.Wire.Signal { Kind = ErlDist.Wire.SignalKind.MonitorDown, Name = new Atom("p0"), To = PeerRig.BeamPid, Ref = monitor }, Term.Parse(reason));
        }

        Assert.Equal(
            [$"to {Watcher}: dead {Watchee(0)} {existed}", $"to {Second}: dead {Watchee(0)} {existed}"], _rig.Take());
    }

    private const string Watcher = PeerRig.Akka + "/system/remote-watcher";

    private static string Watchee(ulong number) => $"{PeerRig.Beam}/user/p{number}";

    private static string Monitor(ulong number, uint reference) =>
        $"Monitor <0.500.0> p{number} {new Reference(PeerRig.Node, 7, reference, 0, 0)}";

    private void Watch(ulong number) => _rig.Watch(Watchee(number), Watcher, number);
}
