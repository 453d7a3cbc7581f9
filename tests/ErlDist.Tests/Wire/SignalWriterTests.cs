using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Testing.Wire;
using ErlDist.Wire;
using static ErlDist.Testing.Wire.Etf;

namespace ErlDist.Tests.Wire;

/// <summary>Bytes of every form of a control message, against terms put together by hand.</summary>
public class SignalWriterTests
{
    private static readonly Term s_token = Term.Tuple(1, 17, 3, SignalKit.Theirs, 2);
    private static readonly byte[] s_tokenBytes = Tuple(Int(1), Int(17), Int(3), Etf.Pid(HostileFrames.Peer), Int(2));
    private static readonly byte[] s_theirs = Etf.Pid(HostileFrames.Peer);
    private static readonly byte[] s_ours = Etf.Pid(HostileFrames.Local);
    private static readonly byte[] s_ref = Etf.Ref(HostileFrames.Peer, 7, 1, 2, 3);
    private static readonly byte[] s_unused = Etf.Atom("");
    private static readonly SpawnRequest s_spawn = new(SignalKit.Theirs, ErlDist.Atom.Get("m"), ErlDist.Atom.Get("f"), 2, ErlList.Empty);
    private static readonly byte[] s_function = Tuple(Etf.Atom("m"), Etf.Atom("f"), Int(2));

    private const DistributionFlags All = SignalKit.NoHeader;
    private const DistributionFlags Old = DistributionFlagSets.Mandatory25 | DistributionFlags.DistMonitor | DistributionFlags.DistMonitorName;
    private const DistributionFlags Otp27 = All & ~DistributionFlags.AltActSignals;

    /// <summary>Signal, flags, control message, and whether its payload (the integer 5) is behind it.</summary>
    public static TheoryData<Signal, DistributionFlags, byte[], bool> Forms => new()
    {
        { Between(SignalKind.Link), All, Tuple(Int(1), s_theirs, s_ours), false },
        { Between(SignalKind.Send), Old, Tuple(Int(2), s_unused, s_ours), true },
        { Between(SignalKind.Send) with { From = null }, All, Tuple(Int(2), s_unused, s_ours), true },
        { Between(SignalKind.Exit), Old, Tuple(Int(3), s_theirs, s_ours, Int(5)), false },
        { Between(SignalKind.Unlink) with { Id = 9 }, Old, Tuple(Int(4), s_theirs, s_ours), false },
        { Between(SignalKind.SendToName), All, Tuple(Int(6), s_theirs, s_unused, Etf.Atom("echo")), true },
        { Between(SignalKind.GroupLeader), All, Tuple(Int(7), s_theirs, s_ours), false },
        { Between(SignalKind.Exit2), Old, Tuple(Int(8), s_theirs, s_ours, Int(5)), false },
        { Traced(SignalKind.Send), Old, Tuple(Int(12), s_unused, s_ours, s_tokenBytes), true },
        { Traced(SignalKind.Exit), Old, Tuple(Int(13), s_theirs, s_ours, s_tokenBytes, Int(5)), false },
        { Traced(SignalKind.SendToName), All, Tuple(Int(16), s_theirs, s_unused, Etf.Atom("echo"), s_tokenBytes), true },
        { Traced(SignalKind.Exit2), Old, Tuple(Int(18), s_theirs, s_ours, s_tokenBytes, Int(5)), false },
        { Between(SignalKind.Monitor) with { Name = null }, All, Tuple(Int(19), s_theirs, s_ours, s_ref), false },
        { Between(SignalKind.Monitor), All, Tuple(Int(19), s_theirs, Etf.Atom("echo"), s_ref), false },
        { Between(SignalKind.Demonitor) with { Name = null }, All, Tuple(Int(20), s_theirs, s_ours, s_ref), false },
        { Between(SignalKind.Demonitor), All, Tuple(Int(20), s_theirs, Etf.Atom("echo"), s_ref), false },
        { Between(SignalKind.MonitorDown) with { Name = null }, Old, Tuple(Int(21), s_theirs, s_ours, s_ref, Int(5)), false },
        { Between(SignalKind.MonitorDown), Old, Tuple(Int(21), Etf.Atom("echo"), s_ours, s_ref, Int(5)), false },
        { Between(SignalKind.Send), All, Tuple(Int(22), s_theirs, s_ours), true },
        { Traced(SignalKind.Send), All, Tuple(Int(23), s_theirs, s_ours, s_tokenBytes), true },
        { Between(SignalKind.Exit), All, Tuple(Int(24), s_theirs, s_ours), true },
        { Traced(SignalKind.Exit), All, Tuple(Int(25), s_theirs, s_ours, s_tokenBytes), true },
        { Between(SignalKind.Exit2), All, Tuple(Int(26), s_theirs, s_ours), true },
        { Traced(SignalKind.Exit2), All, Tuple(Int(27), s_theirs, s_ours, s_tokenBytes), true },
        { Between(SignalKind.MonitorDown) with { Name = null }, All, Tuple(Int(28), s_theirs, s_ours, s_ref), true },
        { Between(SignalKind.MonitorDown), All, Tuple(Int(28), Etf.Atom("echo"), s_ours, s_ref), true },
        { Between(SignalKind.SpawnRequest), All, Tuple(Int(29), s_ref, s_theirs, s_theirs, s_function, Nil), true },
        { Traced(SignalKind.SpawnRequest), All, Tuple(Int(30), s_ref, s_theirs, s_theirs, s_function, Nil, s_tokenBytes), true },
        {
            Between(SignalKind.SpawnReply) with { Name = null, SpawnFlags = SpawnFlags.Link | SpawnFlags.Monitor }, All,
            Tuple(Int(31), s_ref, s_ours, Int(3), s_theirs), false
        },
        { Between(SignalKind.SpawnReply), All, Tuple(Int(31), s_ref, s_ours, Int(0), Etf.Atom("echo")), false },
        { Traced(SignalKind.SpawnReply) with { Name = null }, All, Tuple(Int(32), s_ref, s_ours, Int(0), s_theirs, s_tokenBytes), false },
        { Between(SignalKind.SendToAlias), Otp27, Tuple(Int(33), s_theirs, s_ref), true },
        { Traced(SignalKind.SendToAlias), Otp27, Tuple(Int(34), s_theirs, s_ref, s_tokenBytes), true },
        { Between(SignalKind.Unlink) with { Id = 9 }, All, Tuple(Int(35), Int(9), s_theirs, s_ours), false },
        { Between(SignalKind.UnlinkAck) with { Id = ulong.MaxValue }, All, Tuple(Int(36), Int(ulong.MaxValue), s_theirs, s_ours), false },
        { Between(SignalKind.SendToAlias), All, Tuple(Int(37), Int(4), s_theirs, s_ref), true },
        { Urgent(SignalKind.SendToAlias), All, Tuple(Int(37), Int(5), s_theirs, s_ref), true },
        { Urgent(SignalKind.Send), All, Tuple(Int(37), Int(1), s_theirs, s_ours), true },
        { Urgent(SignalKind.Send), Otp27, Tuple(Int(22), s_theirs, s_ours), true },
        { Urgent(SignalKind.Send) with { Token = s_token }, All, Tuple(Int(37), Int(3), s_theirs, s_ours, s_tokenBytes), true },
        { Urgent(SignalKind.SendToName), All, Tuple(Int(37), Int(9), s_theirs, Etf.Atom("echo")), true },
        { Urgent(SignalKind.Exit2), All, Tuple(Int(37), Int(17), s_theirs, s_ours), true },
        { Between(SignalKind.Exit2ToAlias), All, Tuple(Int(37), Int(20), s_theirs, s_ref), true },
        { Between(SignalKind.Exit2ToName), All, Tuple(Int(37), Int(24), s_theirs, Etf.Atom("echo")), true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_is_what_it_should_be_in_bytes(Signal signal, DistributionFlags flags, byte[] control, bool behind)
    {
        Term? payload = signal.HasPayload ? (Term)5 : null;
        byte[] frame = Assert.Single(SignalKit.Write(new SignalWriter(flags), signal, payload));
        Assert.Equal(Convert.ToHexString(PassThrough(control, behind ? Int(5) : null)), Convert.ToHexString(frame));

        byte[] headed = Assert.Single(SignalKit.Write(new SignalWriter(flags | DistributionFlags.Fragments), signal, payload));
        Assert.Equal(Convert.ToHexString(Header(control, behind ? Int(5) : null)), Convert.ToHexString(headed));

        using SignalReader reader = SignalKit.Reader(flags);
        Assert.Equal(payload, SignalKit.Read(reader, [frame]).Payload);
    }

    [Fact]
    public void Every_operation_is_in_the_table() =>
        Assert.Equal(
            Enumerable.Range(0, 300).Where(op => ControlForm.Of(op) is not null),
            Forms.Select(row => (int)((byte[])row[2])[3]).Distinct().Order());

    public static TheoryData<Signal, DistributionFlags> Unsupported => new()
    {
        { Between(SignalKind.SendToAlias), Old },
        { Between(SignalKind.Exit2ToAlias), Otp27 },
        { Between(SignalKind.Exit2ToName), Otp27 },
        { Between(SignalKind.SpawnRequest), Old },
        { Between(SignalKind.SpawnReply), Old },
        { Between(SignalKind.Monitor), All & ~DistributionFlags.DistMonitorName },
        { Between(SignalKind.Monitor) with { Name = null }, All & ~DistributionFlags.DistMonitor },
        { Between(SignalKind.None), All },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void What_the_peer_can_not_take_is_said_and_not_written(Signal signal, DistributionFlags flags)
    {
        var writer = new SignalWriter(flags);
        var output = new ArrayBufferWriter<byte>();
        Assert.False(writer.CanWrite(signal));
        Assert.Throws<SignalNotSupportedException>(() => writer.Write(signal, default, null, output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Peers_without_UNLINK_ID_get_no_acknowledgement()
    {
        Signal ack = Between(SignalKind.UnlinkAck) with { Id = 1 };
        Assert.True(new SignalWriter(Old).CanWrite(ack));
        Assert.Empty(SignalKit.Write(new SignalWriter(Old), ack, null));
    }

    [Fact]
    public void Labels_that_old_peers_do_not_know_stay_here()
    {
        Signal signal = Between(SignalKind.Send) with { Token = Term.Tuple(1, ErlDist.Atom.Ok, 3, SignalKit.Theirs, 2) };
        Assert.Equal(PassThrough(Tuple(Int(2), s_unused, s_ours), Int(5)), Assert.Single(SignalKit.Write(new SignalWriter(Old), signal, 5)));
    }

    [Fact]
    public void Wrong_calls_write_nothing()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new SignalWriter(All);
        Assert.Throws<ArgumentException>(() => writer.Write(Between(SignalKind.Send), default, null, output));
        Assert.Throws<ArgumentException>(() => writer.Write(Between(SignalKind.Link), Int(5), null, output));
        Assert.Throws<ArgumentException>(() => writer.Write(Between(SignalKind.Link) with { To = null }, default, null, output));
        Assert.Throws<ArgumentException>(() => writer.Write(Between(SignalKind.Unlink), default, null, output));
        Assert.Throws<ArgumentException>(() => writer.Write(Between(SignalKind.Send), Int(5), new AtomRefTable(), output));
        Assert.Equal(0, output.WrittenCount);
        Assert.Equal(
            PassThrough(Tuple(Int(1), s_theirs, s_ours)), Assert.Single(SignalKit.Write(writer, Between(SignalKind.Link), null)));
    }

    [Fact]
    public void Fragments_are_cut_where_they_should_be()
    {
        var writer = new SignalWriter(All | DistributionFlags.Fragments, new WireLimits { FragmentBytes = 4 });
        byte[] payload = [109, 0, 0, 0, 5, 1, 2, 3, 4, 5];
        List<byte[]> frames = SignalKit.Write(writer, Between(SignalKind.Send), new ErlBinary(payload.AsMemory(5)));
        byte[] control = Tuple(Int(22), s_theirs, s_ours);
        Assert.Equal([First(1, 3, control, payload[..4]), Next(1, 2, payload[4..8]), Next(1, 1, payload[8..])], frames);
        Assert.Equal(First(2, 3, control, payload[..4]), SignalKit.Write(writer, Between(SignalKind.Send), new ErlBinary(payload.AsMemory(5)))[0]);
        Assert.Equal(Header(control, Int(5)), Assert.Single(SignalKit.Write(writer, Between(SignalKind.Send), 5)));
    }

    [Fact]
    public void The_second_message_refers_to_the_atoms_of_the_first()
    {
        var writer = new SignalWriter(All | DistributionFlags.DistHdrAtomCache);
        Signal signal = Between(SignalKind.SendToName);
        byte[] first = Assert.Single(SignalKit.Write(writer, signal, ErlDist.Atom.Get("hello")));
        byte[] second = Assert.Single(SignalKit.Write(writer, signal, ErlDist.Atom.Get("hello")));
        string[] atoms = ["hello", HostileFrames.Peer, "", "echo"];
        Assert.Equal(first.Length - atoms.Sum(atom => atom.Length + 1), second.Length);
    }

    [Fact]
    public void A_tick_is_a_length_of_0()
    {
        var output = new ArrayBufferWriter<byte>();
        SignalWriter.WriteTick(output);
        Assert.Equal([0, 0, 0, 0], output.WrittenSpan.ToArray());
    }

    private static Signal Between(SignalKind kind) => new()
    {
        Kind = kind,
        From = SignalKit.Theirs,
        To = SignalKit.Ours,
        Name = ErlDist.Atom.Get("echo"),
        Ref = SignalKit.Ref,
        Spawn = s_spawn,
    };

    private static Signal Traced(SignalKind kind) => Between(kind) with { Token = s_token };

    private static Signal Urgent(SignalKind kind) => Between(kind) with { IsPriority = true };
}
