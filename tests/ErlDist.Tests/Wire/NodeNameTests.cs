namespace ErlDist.Tests.Wire;

public class NodeNameTests
{
    [Theory]
    [InlineData("a@b", true)]
    [InlineData("ä@host.example.org", true)]
    [InlineData("a@::1", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("@b", false)]
    [InlineData("a@", false)]
    [InlineData("a@b@c", false)]
    [InlineData("Ł@b", false)]
    [InlineData("a\n@b", false)]
    public void Names(string name, bool valid) => Assert.Equal(valid, NodeName.IsValid(name));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("", false)]
    [InlineData("a@b", false)]
    public void Hosts(string host, bool valid) => Assert.Equal(valid, NodeName.IsHost(host));

    [Theory]
    [InlineData("a@b", "a", "b")]
    [InlineData("a", "a", null)]
    [InlineData("a@", "a", "")]
    [InlineData("@b", "", "b")]
    [InlineData("a@b@c", "a", "b@c")]
    public void Whatever_is_written_is_taken_apart_at_the_first_at_sign(string text, string alive, string? host) =>
        Assert.Equal((alive, host), NodeName.Split(text));

    [Fact]
    public void A_name_is_an_atom()
    {
        Assert.True(NodeName.IsValid(new string('a', 253) + "@b"));
        Assert.False(NodeName.IsValid(new string('a', 254) + "@b"));
    }

    [Fact]
    public void The_longest_host_leaves_room_for_the_longest_dynamic_name()
    {
        string host = new string('h', 241);
        Assert.True(NodeName.IsHost(host));
        Assert.True(NodeName.IsValid(NodeName.MakeDynamic(host, ulong.MaxValue)));
        Assert.False(NodeName.IsHost(host + "h"));
    }

    [Theory]
    [InlineData(0UL, "0@h")]
    [InlineData(35UL, "Z@h")]
    [InlineData(36UL, "10@h")]
    [InlineData(ulong.MaxValue, "3W5E11264SGSF@h")]
    public void Dynamic_names_are_in_base_36(ulong random, string name) => Assert.Equal(name, NodeName.MakeDynamic("h", random));
}
