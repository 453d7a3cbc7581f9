using System.Buffers;
using ErlDist.Embedding;
using ErlDist.Wire;
using static ErlDist.Wire.HandshakeMessage;

namespace ErlDist.Tests.Wire;

/// <summary>
/// Golden bytes from erl of OTP 25.2.3 with the cookie <c>golden</c> on plain TCP. Messages of a node that dials came from
/// <c>net_kernel:connect_node(raw@localhost)</c> towards a socket registered with EPMD as <c>raw</c>; those of a node that accepts
/// from a socket that dialled <c>gold@localhost</c>. Marked otherwise: by hand from OTP 23's dist_util, as 25 has dropped them.
/// </summary>
public class HandshakeMessageTests
{
    private const DistributionFlags Otp25 = (DistributionFlags)0xD07DF7FBD;
    private const DistributionFlags Otp25NameMe = (DistributionFlags)0xF07DF7FBC;

    public static TheoryData<string, string, object> FromInitiator => new()
    {
        {
            "send_name", "4e 0000000d07df7fbd 6b0383ff 000e 676f6c64406c6f63616c686f7374",
            new NameMessage(Otp25, 0x6b0383ff, "gold@localhost")
        },
        { "send_name with NAME_ME", "4e 0000000f07df7fbc 00000000 0002 766d", new NameMessage(Otp25NameMe, 0, "vm") },
        { "send_name, version 5 (by hand)", "6e 0005 07df7fbd 6140 62", new OldNameMessage((DistributionFlags)0x07df7fbd, "a@b") },
        { "status true", "7374727565", new StatusMessage(HandshakeStatus.True) },
        { "status false", "7366616c7365", new StatusMessage(HandshakeStatus.False) },
        { "complement (by hand)", "63 0000000d 6b0383ff", new ComplementMessage((DistributionFlags)0xD00000000, 0x6b0383ff) },
        {
            "challenge reply", "72 5e34a178 038acfd07c863a578d5d84777369e551",
            new ReplyMessage(0x5e34a178, Digest("038acfd07c863a578d5d84777369e551"))
        },
    };

    public static TheoryData<string, string, object> FromAcceptor => new()
    {
        { "ok", "736f6b", new StatusMessage(HandshakeStatus.Ok) },
        { "ok_simultaneous (by hand)", "736f6b5f73696d756c74616e656f7573", new StatusMessage(HandshakeStatus.OkSimultaneous) },
        { "nok", "736e6f6b", new StatusMessage(HandshakeStatus.Nok) },
        { "not_allowed", "736e6f745f616c6c6f776564", new StatusMessage(HandshakeStatus.NotAllowed) },
        { "alive", "73616c697665", new StatusMessage(HandshakeStatus.Alive) },
        {
            "named", "736e616d65643a 0016 5943453634374c5449553444406c6f63616c686f7374 7606a03d",
            new NamedMessage("YCE647LTIU4D@localhost", 0x7606a03d)
        },
        {
            "send_challenge", "4e 0000000d07df7fbd de0dea87 6b038427 000e 676f6c64406c6f63616c686f7374",
            new ChallengeMessage(Otp25, 0xde0dea87, 0x6b038427, "gold@localhost")
        },
        {
            "send_challenge to a node that asked for a name: NAME_ME set, PUBLISHED clear",
            "4e 0000000f07df7fbc 0a64520a 6b038427 000e 676f6c64406c6f63616c686f7374",
            new ChallengeMessage(Otp25NameMe, 0x0a64520a, 0x6b038427, "gold@localhost")
        },
        {
            "send_challenge, version 5 (by hand)", "6e 0005 00df7fbd 01020304 614062",
            new OldChallengeMessage((DistributionFlags)0x00df7fbd, 0x01020304, "a@b")
        },
        { "challenge ack", "61 217c996e8aab48865414ea543a62d6ee", new AckMessage(Digest("217c996e8aab48865414ea543a62d6ee")) },
    };

    /// <summary>What is no message, for either decoder.</summary>
    public static TheoryData<string, string> Malformed => new()
    {
        { "nothing", "" },
        { "unknown tag", "7a00" },
        { "N alone", "4e" },
        { "N cut before the name's length", "4e 0000000d07df7fbd 6b0383ff 00" },
        { "N with a name longer than the message", "4e 0000000d07df7fbd 6b0383ff ffff 676f6c64406c6f63616c686f7374" },
        { "n cut", "6e 0005 07df7f" },
        { "s alone", "73" },
        { "unknown status", "73626f6f" },
        { "status with more behind it", "736f6b00" },
        { "named: without length", "736e616d65643a 00" },
        { "named: cut in the name", "736e616d65643a 0016 59434536" },
        { "named: without creation", "736e616d65643a 0001 59 760000" },
        { "named: with a name that ends beyond 64 KiB", "736e616d65643a ffff 59" },
        { "c cut", "63 0000000d 6b0383" },
        { "r cut", "72 5e34a178 038acfd07c863a578d5d84777369e5" },
        { "r too long", "72 5e34a178 038acfd07c863a578d5d84777369e55100" },
        { "a cut", "61 217c996e8aab48865414ea543a62d6" },
        { "a too long", "61 217c996e8aab48865414ea543a62d6ee00" },
        { "the start of a TLS record", "160301" },
        { "HTTP", "474554202f20485454502f312e31" },
    };

    [Theory]
    [MemberData(nameof(FromInitiator))]
    public void Golden_from_the_end_that_dials(string name, string hex, object message) =>
        CheckGolden(name, hex, (HandshakeMessage)message, HandshakeMessage.DecodeFromInitiator(Bytes(hex)));

    [Theory]
    [MemberData(nameof(FromAcceptor))]
    public void Golden_from_the_end_that_accepts(string name, string hex, object message) =>
        CheckGolden(name, hex, (HandshakeMessage)message, HandshakeMessage.DecodeFromAcceptor(Bytes(hex)));

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_is_null(string name, string hex)
    {
        Assert.True(HandshakeMessage.DecodeFromInitiator(Bytes(hex)) is null, name);
        Assert.True(HandshakeMessage.DecodeFromAcceptor(Bytes(hex)) is null, name);
    }

    [Fact]
    public void Bytes_behind_name_challenge_and_named_are_ignored()
    {
        var name = new NameMessage(Otp25, 1, "a@b");
        Assert.Equal(name, DecodeFromInitiator([.. name.EncodeBody(), 1, 2, 3]));
        var challenge = new ChallengeMessage(Otp25, 1, 2, "a@b");
        Assert.Equal(challenge, DecodeFromAcceptor([.. challenge.EncodeBody(), 1, 2, 3]));
        var named = new NamedMessage("a@b", 7);
        Assert.Equal(named, DecodeFromAcceptor([.. named.EncodeBody(), 1, 2, 3]));
    }

    [Fact]
    public void The_length_has_2_bytes_on_TCP_and_4_on_TLS()
    {
        var output = new ArrayBufferWriter<byte>();
        var ok = new StatusMessage(HandshakeStatus.Ok);
        ok.Encode(output, 2);
        ok.Encode(output, 4);
        Assert.Equal(Bytes("0003736f6b 00000003736f6b"), output.WrittenSpan);
    }

    private static void CheckGolden(string name, string hex, HandshakeMessage message, HandshakeMessage? decoded)
    {
        Assert.True(message.Equals(decoded), $"{name}: {decoded}");
        Assert.Equal(Convert.ToHexString(Bytes(hex)), Convert.ToHexString(message.EncodeBody()));
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static HandshakeDigest Digest(string hex) => new(Bytes(hex));
}
