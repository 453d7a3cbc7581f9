using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing.Wire;

namespace AkkaErlDist.Tests.Hostile;

/// <summary>A node with a certificate of the common authority and the common cookie, and no other right.</summary>
internal sealed class Attacker(HandPeer peer, string target) : IAsyncDisposable
{
    public const string Name = "evil@localhost";

    private Task<byte[]?>? _next;

    /// <summary>Its only process.</summary>
    public static byte[] Self { get; } = Etf.Pid(Name);

    /// <summary>A reference of its own.</summary>
    public static byte[] OwnRef { get; } = Etf.Ref(Name, 7, 4, 5, 6);

    /// <summary>The node that it attacks.</summary>
    public string Target => target;

    /// <summary>A pid of that node.</summary>
    public byte[] PidOf(uint id) => Etf.Pid(target, id, 0, peer.PeerCreation);

    /// <summary>A reference of that node.</summary>
    public byte[] RefOf(uint word) => Etf.Ref(target, peer.PeerCreation, word, 2, 3);

    /// <summary>Sends a message to a registered name: one encoded term.</summary>
    public Task SendAsync(string name, byte[] message) =>
        ControlAsync(Etf.Tuple(Etf.Int(6), Self, Etf.Atom(""), Etf.Atom(name)), message);

    /// <summary>Sends a message to a pid.</summary>
    public Task SendAsync(byte[] pid, byte[] message) => ControlAsync(Etf.Tuple(Etf.Int(2), Etf.Atom(""), pid), message);

    /// <summary>Sends a control message.</summary>
    public Task ControlAsync(byte[] control, byte[]? payload = null) => peer.SendFrameAsync(Etf.PassThrough(control, payload));

    /// <summary>Sends a frame as it is.</summary>
    public Task RawAsync(byte[] frame) => peer.SendFrameAsync(frame);

    /// <summary>Sends a frame of associations, as an actor system would: a binary to akka_remote.</summary>
    public Task FrameAsync(byte kind, uint number, params byte[] content) =>
        SendAsync("akka_remote", Etf.Binary([kind, .. Etf.UInt32(number), .. content]));

    /// <summary>Asks an actor that answers 42, and waits for that among all else that comes.</summary>
    public async Task<bool> IsServedAsync()
    {
        await SendAsync("victim", Call(Self, OwnRef, Etf.Atom("which")));
        return await IsAnsweredAsync();
    }

    /// <summary>
    /// Reads what comes meanwhile. With its receive buffer full Linux takes no acknowledgement either, so who does not read cannot
    /// send on, and the attack would stand still.
    /// </summary>
    public async Task ReadDuringAsync(Task sending)
    {
        while (await Task.WhenAny(sending, _next ??= peer.ReceiveFrameAsync()) != sending && await _next is not null)
        {
            _next = null;
        }

        await sending;
    }

    /// <summary>Waits for 42 among all else that comes.</summary>
    public async Task<bool> IsAnsweredAsync()
    {
        while (await (_next ?? peer.ReceiveFrameAsync()) is { } frame)
        {
            _next = null;
            if (frame is [.., 97, 42])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>{'$gen_call', {From, Tag}, Request}</c>.</summary>
    public static byte[] Call(byte[] from, byte[] tag, byte[] request) => Etf.Tuple(Etf.Atom("$gen_call"), Etf.Tuple(from, tag), request);

    public ValueTask DisposeAsync() => peer.DisposeAsync();
}

/// <summary>Something that it does.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Do">The doing.</param>
internal sealed record AkkaAttack(string Name, Func<Attacker, Task> Do)
{
    /// <summary>True where the attack breaks the protocol, so that its own connection ends.</summary>
    public bool Ends { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
