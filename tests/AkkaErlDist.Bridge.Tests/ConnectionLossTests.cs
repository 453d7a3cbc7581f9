using AkkaErlDist.Bridge.Peers;
using AkkaErlDist.Bridge.Protocol;
using AkkaErlDist.Bridge.Refs;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Bridge.Tests;

/// <summary>The end of a connection, and of associations on it.</summary>
public sealed class ConnectionLossTests
{
    private const string A = PeerRig.Akka + "/user/a#1";
    private const string B = PeerRig.Akka + "/user/b#2";
    private const string Watcher = PeerRig.Akka + "/system/remote-watcher";
    private readonly PeerRig _rig = new();

    public ConnectionLossTests() => _rig.Take();

    [Fact]
    public void First_all_who_wait_and_watch_are_told_then_the_associations_end()
    {
        _rig.Watch(PeerRig.Beam + "/user/p", Watcher, 0);
        _rig.Tell(PeerRig.Beam + "/user/calc", PeerRig.Akka + "/temp/q", 1, EtfManifests.Call);
        Pid a = _rig.Refs.GetOrAdd(A).Pid, b = _rig.Refs.GetOrAdd(B).Pid;
        _rig.Signal(new Signal { Kind = SignalKind.Monitor, From = PeerRig.BeamPid, To = a, Ref = new Reference(PeerRig.BeamNode, 1, 1) });
        _rig.Signal(new Signal { Kind = SignalKind.Link, From = PeerRig.BeamPid, To = b });
        _rig.Take();

        _rig.Peer.OnConnectionLost();
        Assert.Equal(
            [
                $"to {PeerRig.Akka}/temp/q from {PeerRig.Beam}/user/calc: exit noconnection",
                $"to {Watcher}: dead {PeerRig.Beam}/user/p True",
                $"to {B} from {PeerRig.Beam}/system/remote-watcher: Terminate",
                $"to {A}: Unwatch by {PeerRig.Beam}/system/remote-watcher",
                $"to {B}: Unwatch by {PeerRig.Beam}/system/remote-watcher",
                "disassociated Unknown",
            ],
            _rig.Take());
    }

    [Fact]
    public void Nothing_comes_after_it()
    {
        _rig.Peer.OnConnectionLost();
        _rig.Take();

        _rig.Peer.OnConnectionLost();
        _rig.SendToName("echo", 1);
        _rig.Tick(100);
        Assert.True(_rig.Tell(PeerRig.Beam + "/user/echo", null, 1));
        _rig.Watch(PeerRig.Beam + "/user/p", Watcher, 0);
        _rig.Association!.Close();
        Assert.Null(_rig.Peer.Associate(_rig, isInbound: false));
        Assert.Empty(_rig.Take());
    }

    [Theory]
    [InlineData("Disassociate", "disassociated Unknown")]
    [InlineData("DisassociateShutdown", "disassociated Shutdown")]
    [InlineData("DisassociateQuarantined", "disassociated Quarantined")]
    public void An_association_that_Akka_ends_leaves_the_peer_as_it_is(string command, string expected)
    {
        Assert.True(_rig.Pdu(PduWriter.Disassociate(Enum.Parse<Command>(command))));
        Assert.Equal([expected], _rig.Take());

        _rig.OnNeeded = () => _rig.Association = _rig.Peer.Associate(_rig, isInbound: true);
        _rig.SendToName("echo", 1);
        Assert.Equal(
            ["association needed", "Associate erl beam@localhost:0 77", $"to {PeerRig.Akka}/user/echo from {PeerRig.BeamPidPath}: 1"], _rig.Take());
    }

    [Fact]
    public void Watches_outlive_an_association()
    {
        _rig.Watch(PeerRig.Beam + "/user/p", Watcher, 0);
        Reference monitor = _rig.Signals[0].Signal.Ref!;
        _rig.Association!.Close();
        _rig.Association = _rig.Peer.Associate(_rig, isInbound: false);
        _rig.Watch(PeerRig.Beam + "/user/p", Watcher, 1);
        Assert.Single(_rig.Signals, entry => entry.Signal.Kind == SignalKind.Monitor);
        _rig.Take();

        _rig.Signal(new Signal { Kind = SignalKind.MonitorDown, To = PeerRig.BeamPid, Ref = monitor }, Atom.Normal);
        Assert.Equal([$"to {Watcher}: dead {PeerRig.Beam}/user/p True"], _rig.Take());
    }

    [Fact]
    public void What_the_node_says_goes_by_the_newest_inbound_association()
    {
        var inbound = new List<byte[]>();
        BeamAssociation second = _rig.Peer.Associate(new Sink(inbound), isInbound: true)!;
        _rig.SendToName("echo", 1);
        Assert.Equal(2, inbound.Count); // ASSOCIATE and the message
        second.Close();
        _rig.SendToName("echo", 2);
        Assert.Equal([$"to {PeerRig.Akka}/user/echo from {PeerRig.BeamPidPath}: 2"], _rig.Take());
    }

    [Fact]
    public void Heartbeats_go_to_every_association()
    {
        _rig.Tick(1);
        Assert.Equal(["Heartbeat"], _rig.Take());
        _rig.Tick(3);
        Assert.Empty(_rig.Take());
        _rig.Tick(1);
        Assert.Equal(["Heartbeat"], _rig.Take());
    }

    private sealed class Sink(List<byte[]> pdus) : IAssociationOutput
    {
        public void OnPdu(byte[] pdu) => pdus.Add(pdu);

        public void OnDisassociated(DisassociationReason reason)
        {
        }
    }
}
