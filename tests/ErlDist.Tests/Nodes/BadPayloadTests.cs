using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Tests.Nodes;

/// <summary>A payload that cannot be read costs itself alone, and who waits for an answer is told.</summary>
public sealed class BadPayloadTests : IAsyncLifetime
{
    private static readonly Atom s_one = Atom.Get("one@localhost");
    private NodePair _pair = null!;
    private RawPeer _peer = null!;

    public async Task InitializeAsync()
    {
        _pair = await NodePair.StartAsync(NodeLimits.Default with { Terms = new TermLimits { MaxDepth = 100, MaxElements = 10_000 } });
        _pair.One.Serve("echo", (request, _) => ValueTask.FromResult(request));
        _peer = await RawPeer.DialAsync(_pair.One.EndPoint!.Port, new HandshakeOptions
        {
            LocalName = "raw@localhost",
            Creation = 3,
            CookieFor = _ => new Cookie("secret"),
        }, s_one.Name);
    }

    public async Task DisposeAsync()
    {
        _peer.Dispose();
        await _pair.DisposeAsync();
    }

    public static TheoryData<string> Requests => ["deep", "unknown tag", "cut"];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_call_with_such_a_request_ends_with_a_DOWN_and_the_next_one_is_answered(string what)
    {
        byte[] request = what switch
        {
            "deep" => [.. Enumerable.Repeat<byte[]>([108, 0, 0, 0, 1], 1500).SelectMany(b => b), 106, .. Enumerable.Repeat((byte)106, 1500)],
            "unknown tag" => [67, 0, 0, 0, 1, 1],
            _ => [104, 3, 97],
        };
        Reference monitor = _peer.Alias;
        await _peer.SendAsync(new Signal { Kind = SignalKind.Monitor, From = _peer.Self, Name = Atom.Get("echo"), Ref = monitor });
        await SendAsync([.. Head(monitor), .. request]);

        (Signal down, Term? reason) = await NextAsync();
        Assert.Equal((SignalKind.MonitorDown, monitor), (down.Kind, down.Ref));
        Assert.Equal(Atom.Get("not_convertible"), Assert.IsType<ErlTuple>(reason)[0]);

        await AnswersAsync();
    }

    [Fact]
    public async Task A_call_with_a_request_beyond_a_size_ends_with_size_and_limit()
    {
        Reference monitor = _peer.Alias;
        await _peer.SendAsync(new Signal { Kind = SignalKind.Monitor, From = _peer.Self, Name = Atom.Get("echo"), Ref = monitor });
        await SendAsync([.. Head(monitor), 104, 1, 107, 0x27, 0x11, .. new byte[10_001]]);
        (Signal down, Term? reason) = await NextAsync();
        Assert.Equal((SignalKind.MonitorDown, monitor), (down.Kind, down.Ref));
        Assert.Equal(Term.Tuple(Atom.Get("too_large"), 10_007, 10_000), reason); // With those of the tuples around it.
        await AnswersAsync();
    }

    [Fact]
    public async Task A_call_that_is_larger_than_fragments_may_be_ends_with_size_and_limit_and_the_connection_goes_on()
    {
        await using NodePair pair = await NodePair.StartAsync(new NodeLimits { Wire = new WireLimits { MaxFragmentBytes = 200_000 } });
        pair.One.Serve("echo", (request, _) => ValueTask.FromResult(request));
        ProcessExitException tooLarge = await Assert.ThrowsAsync<ProcessExitException>(
            () => pair.Other.CallAsync("echo", pair.One.Name, new byte[300_000]));
        Assert.True(tooLarge.Reason is ErlTuple and [Atom { Name: "too_large" }, ErlInteger { Value: > 300_000 and < 301_000 }, ErlInteger { Value: 200_000 }], tooLarge.Reason.ToString());
        Task down = pair.NextDown();
        Assert.Equal((Term)1, await pair.Other.CallAsync("echo", pair.One.Name, 1));
        Assert.False(down.IsCompleted);
    }

    [Fact]
    public async Task Where_the_head_of_the_call_is_no_better_the_senders_monitor_ends()
    {
        Reference monitor = _peer.Alias;
        await _peer.SendAsync(new Signal { Kind = SignalKind.Monitor, From = _peer.Self, Name = Atom.Get("echo"), Ref = monitor });
        await SendAsync([104, 3, .. Encoded(Atom.Get("$gen_call")), 104, 2, 67]);
        (Signal down, _) = await NextAsync();
        Assert.Equal((SignalKind.MonitorDown, monitor), (down.Kind, down.Ref));
        await AnswersAsync();
    }

    [Fact]
    public async Task A_plain_message_ends_no_monitor()
    {
        await _peer.SendAsync(new Signal { Kind = SignalKind.Monitor, From = _peer.Self, Name = Atom.Get("echo"), Ref = _peer.Alias });
        await SendAsync([67, 0, 0, 0, 1, 1]);
        await AnswersAsync();
    }

    [Fact]
    public async Task Arguments_of_a_spawn_request_are_badarg()
    {
        var signal = new Signal
        {
            Kind = SignalKind.SpawnRequest,
            From = _peer.Self,
            To = _peer.Self,
            Ref = _peer.Alias,
            Spawn = new SpawnRequest(_peer.Self, Atom.Get("erpc"), Atom.Get("execute_call"), 4, ErlList.Empty),
        };
        await SendAsync(signal, [67]);
        (Signal reply, _) = await NextAsync();
        Assert.Equal(SignalKind.SpawnReply, reply.Kind);
        await AnswersAsync();
    }

    private static byte[] Encoded(Term term) => term.Encode()[1..];

    /// <summary><c>{'$gen_call', {Self, Ref}, </c></summary>
    private byte[] Head(Reference tag) => [104, 3, .. Encoded(Atom.Get("$gen_call")), .. Encoded(Term.Tuple(_peer.Self, tag))];

    private Task SendAsync(byte[] payload) =>
        SendAsync(new Signal { Kind = SignalKind.SendToName, From = _peer.Self, Name = Atom.Get("echo") }, payload);

    private async Task SendAsync(Signal signal, byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        _peer.Writer.Write(signal, payload, null, output);
        await _peer.SendBytesAsync(output.WrittenMemory);
    }

    private async Task AnswersAsync()
    {
        Term tag = Term.Tuple(Atom.Get("tag"), 1);
        await SendAsync([104, 3, .. Encoded(Atom.Get("$gen_call")), .. Encoded(Term.Tuple(_peer.Self, tag)), 97, 42]);
        (_, Term? reply) = await NextAsync();
        Assert.Equal(Term.Tuple(tag, 42), reply);
    }

    private async Task<(Signal Signal, Term? Payload)> NextAsync()
    {
        RawFrame frame = await _peer.ReceiveSignalAsync() ?? throw new InvalidOperationException("The connection has ended.");
        return (frame.Signal!.Value, frame.Payload);
    }
}
