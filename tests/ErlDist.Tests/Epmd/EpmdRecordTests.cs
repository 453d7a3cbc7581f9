using ErlDist.Embedding;
using ErlDist.Epmd;

namespace ErlDist.Tests.Epmd;

/// <summary>
/// Golden bytes, taken from OTP 25.2.3 by a TCP proxy between `erl -sname alpha`, `epmd -names`, … and `epmd`.
/// </summary>
public sealed class EpmdRecordTests
{
    private static readonly EpmdEntry s_alpha = new("alpha", 38707);
    private static readonly EpmdEntry s_beta = new("beta", 42581) { HighestVersion = 5 };

    public static TheoryData<string, string> Requests => new()
    {
        { "00127897334d00000600050005616c7068610000", "Alive { Entry = " + s_alpha + " }" },
        { "001178a6554d00000500050004626574610000", "Alive { Entry = " + s_beta + " }" },
        { "00067a616c706861", "PortPlease { Name = alpha }" },
        { "00016e", "Names { }" },
        { "000164", "Dump { }" },
        { "00016b", "Kill { }" },
        { "000473666f6f", "Stop { Name = foo }" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Requests_are_those_of_OTP_both_ways(string hex, string record)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var request = EpmdRequest.Decode(bytes.AsSpan(2));
        Assert.Equal(record, request?.ToString());
        Assert.Equal(hex, Convert.ToHexStringLower(request!.Encode()));
    }

    [Fact]
    public void Every_field_of_an_entry_survives_the_way_there_and_back()
    {
        var entry = new EpmdEntry("é-ж", 1)
        {
            NodeType = EpmdNodeType.Hidden,
            Protocol = 7,
            HighestVersion = 6,
            LowestVersion = 6,
            ExtraHex = "00ff10",
        };
        Assert.Equal(new EpmdRequest.Alive(entry), EpmdRequest.Decode(new EpmdRequest.Alive(entry).Encode().AsSpan(2)));
        Assert.True(EpmdReply.TryDecodePort(EpmdReply.EncodePort(entry), out EpmdEntry? back));
        Assert.Equal(entry, back);
    }

    [Theory]
    [InlineData("76006b038038", 0x6b038038L)]
    [InlineData("79000001", 1L)]
    [InlineData("760100000063", null)]
    [InlineData("79010063", null)]
    public void Answers_to_ALIVE2_in_both_forms(string hex, long? creation)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(bytes.Length, EpmdReply.AliveLength(bytes[0]));
        Assert.Equal((uint?)creation, EpmdReply.DecodeAlive(bytes));
    }

    [Theory]
    [InlineData(6, 0x6b038038L, "76006b038038")]
    [InlineData(6, null, "760100000063")]
    [InlineData(5, null, "79010063")]
    [InlineData(5, 3L, "79000001")]
    [InlineData(5, 0xFFFFFFFFL, "79000001")]
    [InlineData(5, 5L, "79000003")]
    public void An_old_node_gets_a_creation_from_1_to_3(int highestVersion, long? creation, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(EpmdReply.EncodeAlive(highestVersion, (uint?)creation)));

    [Fact]
    public void PORT2_RESP_is_that_of_OTP_both_ways()
    {
        const string Golden = "770097334d00000600050005616c7068610000";
        Assert.Equal(Golden, Convert.ToHexStringLower(EpmdReply.EncodePort(s_alpha)));
        Assert.True(EpmdReply.TryDecodePort(Convert.FromHexString(Golden), out EpmdEntry? entry));
        Assert.Equal(s_alpha, entry);
        Assert.Equal("7701", Convert.ToHexStringLower(EpmdReply.EncodePort(null)));
        Assert.True(EpmdReply.TryDecodePort([0x77, 1], out entry));
        Assert.Null(entry);
    }

    [Fact]
    public void NAMES_RESP_is_that_of_OTP_both_ways()
    {
        const string Golden = "00005f326e616d6520616c70686120617420706f72742033383730370a";
        Assert.Equal(Golden, Convert.ToHexStringLower(EpmdReply.EncodeNames(0x5f32, [s_alpha])));
        Assert.True(EpmdReply.TryDecodeText(Convert.FromHexString(Golden), out string? text));
        Assert.Equal([new EpmdName("alpha", 38707)], EpmdReply.ParseNames(text));
        Assert.Equal([new EpmdName("a", 1)], EpmdReply.ParseNames("name a at port 1\nname b at port x\nnonsense\nname"));
    }

    [Fact]
    public void DUMP_RESP_of_OTP_is_read_without_its_NULs()
    {
        const string Golden =
            "00005f32616374697665206e616d6520202020203c616c7068613e20617420706f72742033383730372c206664203d20350a00"
            + "6f6c642f756e75736564206e616d65203c626574613e2c20706f7274203d2034323538312c206664203d2036200a00";
        Assert.True(EpmdReply.TryDecodeText(Convert.FromHexString(Golden), out string? text));
        Assert.Equal(
            "active name     <alpha> at port 38707, fd = 5\nold/unused name <beta>, port = 42581, fd = 6 \n",
            text);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "", "empty" },
        { "01", "unknown kind" },
        { "78", "ALIVE2 without fields" },
        { "7812344d000006000500000000", "ALIVE2 without a name" },
        { "7812344d00000600050005616263", "ALIVE2 whose name is cut" },
        { "7812344d0000060005000361626300", "ALIVE2 whose extra length is cut" },
        { "7812344d0000060005000361626300020", "ALIVE2 whose extra is cut" },
        { "7812344d00000600050002e9e90000", "ALIVE2 with a name that is no UTF-8" },
        { "7812344d000006000500026100" + "0000", "ALIVE2 with NUL in the name" },
        { "7a", "PORT_PLEASE2 without a name" },
        { "7a6100620000", "PORT_PLEASE2 with NUL in the name" },
        { "7ae9", "PORT_PLEASE2 with a name that is no UTF-8" },
        { "73", "STOP without a name" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_requests_are_none(string hex, string why)
    {
        string whole = hex[..(hex.Length & ~1)];
        Assert.True(EpmdRequest.Decode(Convert.FromHexString(whole)) is null, why);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(4369);
        byte[] buffer = new byte[64];
        byte[] tags = [120, 122, 110, 100, 107, 115];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(buffer);
            buffer[0] = tags[i % tags.Length];
            int length = random.Next(buffer.Length + 1);
            EpmdRequest.Decode(buffer.AsSpan(0, length));
            buffer[0] = 119;
            buffer[1] = 0;
            EpmdReply.TryDecodePort(buffer.AsSpan(0, length), out _);
            EpmdReply.TryDecodeText(buffer.AsSpan(0, length), out string? text);
            EpmdReply.ParseNames(text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@b")]
    [InlineData("a b")]
    [InlineData("a\nname b at port 1")]
    public void Names_that_EPMD_cannot_take_are_refused_before_they_are_sent(string name)
    {
        EpmdException error = Assert.Throws<EpmdException>(() => new EpmdRequest.PortPlease(name).Encode());
        Assert.Equal(EpmdError.InvalidArgument, error.Error);
    }

    [Fact]
    public void A_name_has_at_most_255_characters_and_fits_in_any_alphabet()
    {
        Assert.True(new EpmdRequest.PortPlease(new string('ж', 255)).Encode().Length > 500);
        Assert.Throws<EpmdException>(() => new EpmdRequest.PortPlease(new string('a', 256)).Encode());
    }

    [Fact]
    public void An_extra_that_makes_the_request_too_long_is_refused()
    {
        EpmdEntry entry = s_alpha with { ExtraHex = new string('0', 2200) };
        Assert.Throws<EpmdException>(() => new EpmdRequest.Alive(entry).Encode());
    }

    [Fact]
    public void The_environment_sets_port_addresses_and_relaxed_checks()
    {
        var environment = new Dictionary<string, string>
        {
            ["ERL_EPMD_PORT"] = "14369",
            ["ERL_EPMD_ADDRESS"] = "10.1.2.3, ::2",
            ["ERL_EPMD_RELAXED_COMMAND_CHECK"] = "",
        };
        var options = EpmdOptions.FromEnvironment(environment.GetValueOrDefault);
        Assert.Equal(14369, options.Port);
        Assert.Equal("10.1.2.3 ::2", string.Join(' ', options.ListenAddresses));
        Assert.True(options.RelaxedCommandCheck);
        Assert.Equal(new EpmdOptions(), EpmdOptions.FromEnvironment(_ => null));
    }

    [Theory]
    [InlineData("ERL_EPMD_PORT", "0")]
    [InlineData("ERL_EPMD_PORT", "65536")]
    [InlineData("ERL_EPMD_PORT", "x")]
    [InlineData("ERL_EPMD_ADDRESS", "localhost")]
    public void A_wrong_variable_is_named_with_its_value(string name, string value)
    {
        EpmdException error = Assert.Throws<EpmdException>(() => EpmdOptions.FromEnvironment(n => n == name ? value : null));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }
}
