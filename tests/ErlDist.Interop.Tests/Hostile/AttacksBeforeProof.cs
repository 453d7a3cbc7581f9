using System.Text;
using ErlDist.Embedding;
using ErlDist.Testing.Wire;
using ErlDist.Wire;

namespace ErlDist.Interop.Tests.Hostile;

/// <summary>What may come before a peer has proved that it has the cookie; a new attack is a new row.</summary>
public static class AttacksBeforeProof
{
    private const DistributionFlags Flags = DistributionFlagSets.HiddenWithoutHeader;
    private const string Peer = HostileFrames.Peer;
    private const string Good = "good3@localhost";
    private const string NoMessage = "are no handshake message";
    private const string OutOfOrder = "out of order";
    private const string NoName = "which is no node name";
    private const string OtherCookie = "has another cookie";

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Attack> Rows { get; } =
    [
        // Bytes that are no handshake.
        new("no bytes announced", "announces no bytes at all", p => p.AnnounceMessageAsync(0)),
        new("64 KiB announced", "4096 are allowed", p => p.AnnounceMessageAsync(65535)),
        new("one byte more than allowed announced", "4096 are allowed", p => p.AnnounceMessageAsync(4097)),
        new("HTTP on TCP", "4096 are allowed", p => p.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray())),
        new("SSH", "4096 are allowed", p => p.SendAsync("SSH-2.0-OpenSSH_9.6\r\n"u8.ToArray())),
        new("a request for EPMD", "are no handshake message", p => p.MessageAsync("zfoo"u8.ToArray())),
        new("a flood of 0xFF", "4096 are allowed", p => p.SendAsync([.. Enumerable.Repeat((byte)0xFF, 100_000)])),
        new("a flood of zeros", "announces no bytes at all", p => p.SendAsync(new byte[100_000])),
        Messages("one unknown byte", NoMessage, [0]),
        Messages("4096 unknown bytes", NoMessage, new byte[4096]),

        // Closed early.
        new("closed without a word", "closed the connection", p => p.DisposeAsync().AsTask()),
        new("closed within a length", "closed the connection without a word", async p =>
        {
            await p.SendAsync(0);
            await p.DisposeAsync();
        }),
        new("closed within a name", "closed the connection without a word", async p =>
        {
            await p.AnnounceMessageAsync(30);
            await p.SendAsync((byte)'N', 0, 0);
            await p.DisposeAsync();
        }),
        new("closed on its status", "closed the connection in the middle", async p =>
        {
            await p.NameAsync(Peer);
            await p.DisposeAsync();
        }),
        new("closed on its challenge", "closed the connection in the middle", async p =>
        {
            await p.NameAsync(Peer);
            await p.ChallengeAsync();
            await p.DisposeAsync();
        }),

        // Names.
        Messages("a name cut", NoMessage, [(byte)'N', 0, 0, 0, 0]),
        Messages("a name shorter than it says", NoMessage, [.. Name(Peer)[..^1]]),
        Messages("a name longer than the message", NoMessage, [.. Name(Peer)[..13], 0xFF, 0xFF, (byte)'a']),
        Messages("no name", NoName, Name("")),
        Messages("a name without @", NoName, Name("gold")),
        Messages("a name that is an @", NoName, Name("@")),
        Messages("a name without a host", NoName, Name("gold@")),
        Messages("a name without a name", NoName, Name("@localhost")),
        Messages("a name with two @", NoName, Name("gold@local@host")),
        Messages("a name that forges log lines", NoName, Name("gold\r\nINFO all is well@localhost")),
        Messages("a name with a NUL", NoName, Name("gold\0@localhost")),
        Messages("a name that clears the screen", NoName, Name("\u001b[2Jgold@localhost")),
        Messages("a name of 300 characters", NoName, Name(new string('a', 290) + "@localhost")),
        Messages("a name of 4000 characters", NoName, Name(new string('a', 3990) + "@localhost")),
        Messages("our own name", "has our own name", Name(HostileFrames.Local)),
        Messages("a name where a host belongs", NoName, Name(Peer, Flags | DistributionFlags.NameMe)),
        Messages("no host where one belongs", NoName, Name("", Flags | DistributionFlags.NameMe)),

        // Flags.
        Messages("no flags", "can't do", Name(Peer, 0)),
        Messages("no UTF-8 atoms", "can't do Utf8Atoms", Name(Peer, Flags & ~(DistributionFlags.Utf8Atoms | DistributionFlags.Mandatory25Digest))),
        Messages("version 5 without flags", "can't do", OldName(Peer, 0)),
        Messages("version 5 cut", NoMessage, [(byte)'n', 0, 5]),
        Messages("version 5 without a complement", OutOfOrder, OldName(Peer, Flags), Reply()),
        Messages("version 5 with a complement that lacks flags", "can't do", OldName(Peer, Flags & ~DistributionFlags.Mandatory25Digest & ~DistributionFlags.BigCreation), Complement()),

        // Order.
        Messages("a reply first", OutOfOrder, Reply()),
        Messages("an acknowledgement first", NoMessage, [(byte)'a', .. new byte[16]]),
        Messages("a complement first", OutOfOrder, Complement()),
        Messages("a status first", OutOfOrder, Status("ok")),
        Messages("strue first", OutOfOrder, Status("true")),
        Messages("a name given to us", OutOfOrder, new HandshakeMessage.NamedMessage("a@b", 1).EncodeBody()),
        Messages("an unknown status", "answers with a status", Status("maybe")),
        Messages("two names", OutOfOrder, Name(Peer), Name(Peer)),
        Messages("a complement nobody asked for", OutOfOrder, Name(Peer), Complement()),
        Messages("strue nobody asked for", OutOfOrder, Name(Peer), Status("true")),
        Messages("a challenge of its own", NoMessage, Name(Peer), new HandshakeMessage.ChallengeMessage(Flags, 1, 1, Peer).EncodeBody()[..12]),

        // Proofs.
        Messages("a digest made up", OtherCookie, Name(Peer), Reply()),
        Messages("a digest cut", NoMessage, Name(Peer), Reply()[..^1]),
        Messages("a digest and more", NoMessage, Name(Peer), [.. Reply(), 0]),
        new("another cookie", OtherCookie, async p =>
        {
            await p.NameAsync(Peer);
            await p.ReplyAsync((await p.ChallengeAsync()).Challenge, new Cookie("guess"));
        }),
        new("the proof of an earlier challenge", OtherCookie, async p =>
        {
            await p.NameAsync(Peer);
            await p.ReplyAsync((await p.ChallengeAsync()).Challenge + 1);
        }),
        new("our own challenge as the proof", OtherCookie, async p =>
        {
            await p.NameAsync(Peer);
            uint challenge = (await p.ChallengeAsync()).Challenge;
            await p.MessageAsync([(byte)'r', 0, 0, 0, 1, .. Etf.UInt32(challenge), .. new byte[12]]);
        }),
        new("signals before the proof", OtherCookie, async p =>
        {
            await p.NameAsync(Peer);
            await p.ChallengeAsync();
            byte[] poison = Etf.PassThrough(Etf.Tuple(Etf.Int(6), Etf.Pid(Peer), Etf.Atom(""), Etf.Atom("box")), Etf.Atom("x"));
            await p.SendAsync([.. p.WithLength(Reply()), 0, 0, 0, (byte)poison.Length, .. poison]);
        }),
        new("a cookie of a dynamic name made up", OtherCookie, async p =>
        {
            Assert.StartsWith("named:", await p.NameAsync("localhost", Flags | DistributionFlags.NameMe), StringComparison.Ordinal);
            await p.ReplyAsync((await p.ChallengeAsync()).Challenge, new Cookie("guess"));
        }),

        // A name of somebody who is connected.
        new("a connected peer's name, and silence on alive", "closed the connection in the middle", async p =>
        {
            Assert.Equal("alive", await p.NameAsync(Good));
            await p.DisposeAsync();
        }),
        new("a connected peer's name, and no", "keeps the connection that is there", async p =>
        {
            Assert.Equal("alive", await p.NameAsync(Good));
            await p.MessageAsync(Status("false"));
        }),
        new("a connected peer's name, and neither yes nor no", "answers with a status", async p =>
        {
            Assert.Equal("alive", await p.NameAsync(Good));
            await p.MessageAsync(Status("truefalse"));
        }),
        new("a connected peer's name, and a proof at once", OutOfOrder, async p =>
        {
            Assert.Equal("alive", await p.NameAsync(Good));
            await p.MessageAsync(Reply());
        }),
        new("a connected peer's name, and another cookie", OtherCookie, async p =>
        {
            Assert.Equal("alive", await p.NameAsync(Good));
            await p.MessageAsync(Status("true"));
            await p.ReplyAsync((await p.ChallengeAsync()).Challenge, new Cookie("guess"));
        }),
    ];

    /// <summary>Messages one after the other, whatever the node answers.</summary>
    private static Attack Messages(string name, string reason, params byte[][] bodies) => new(name, reason, async p =>
    {
        foreach (byte[] body in bodies)
        {
            await p.MessageAsync(body);
        }
    });

    private static byte[] Name(string name, DistributionFlags flags = Flags) =>
        new HandshakeMessage.NameMessage(flags, 7, name).EncodeBody();

    private static byte[] OldName(string name, DistributionFlags flags) =>
        new HandshakeMessage.OldNameMessage(flags, name).EncodeBody();

    private static byte[] Complement() => new HandshakeMessage.ComplementMessage(0, 7).EncodeBody();

    private static byte[] Status(string text) => [(byte)'s', .. Encoding.Latin1.GetBytes(text)];

    private static byte[] Reply() => [(byte)'r', .. new byte[20]];
}
