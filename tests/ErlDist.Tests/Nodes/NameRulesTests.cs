using ErlDist.Nodes;

namespace ErlDist.Tests.Nodes;

/// <summary>Own names, as net_kernel takes them; NodeNamesSpec asks a real erl for the same.</summary>
public sealed class NameRulesTests
{
    [Theory]
    [InlineData("a", false, "a@box")]
    [InlineData("a@", false, "a@box")]
    [InlineData("a", null, "a@box")]
    [InlineData("a", true, "a@box.example")]
    [InlineData("a_B-9@localhost", false, "a_B-9@localhost")]
    [InlineData("a@::1", false, "a@::1")]
    [InlineData("a@127.0.0.1", true, "a@127.0.0.1")]
    [InlineData("a@127.0.0.1", null, "a@127.0.0.1")]
    [InlineData("a@localhost", true, "a@localhost")]
    [InlineData("a@h_x", true, "a@h_x")]
    public void A_name_is_completed(string text, bool? longNames, string name) => Assert.Equal(name, Complete(text, longNames));

    [Theory]
    [InlineData("n.d@localhost", false, "Invalid node name!")]
    [InlineData("n.d@h.x", true, "Invalid node name!")]
    [InlineData("ä@localhost", null, "Invalid node name!")]
    [InlineData("@h", false, "Invalid node name!")]
    [InlineData("", null, "Invalid node name!")]
    [InlineData("a@b@c", false, "Invalid node name!")]
    [InlineData("a@b c", false, "Invalid node name!")]
    [InlineData("a@b\u0001", null, "Invalid node name!")]
    [InlineData("a@127.0.0.1", false, "Can't set short node name!")]
    [InlineData("a@host.example", false, "Can't set short node name!")]
    public void What_erl_refuses_is_refused_with_its_reason(string text, bool? longNames, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<FormatException>(() => Complete(text, longNames)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_name_needs_a_domain() =>
        Assert.StartsWith(
            "Can't set long node name!",
            Assert.Throws<FormatException>(() => NameRules.Complete("a", true, _ => "box")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_atom_holds_255_characters()
    {
        Assert.Equal(255, Complete(new string('a', 253) + "@b", null).Length);
        Assert.Throws<FormatException>(() => Complete(new string('a', 254) + "@b", null));
    }

    [Theory]
    [InlineData("a@Host", "a@hOST", true)]
    [InlineData("a@host", "A@host", false)]
    [InlineData("a@host", "a@hosT2", false)]
    [InlineData("host", "HOST", true)]
    public void Where_a_name_decides_hosts_count_in_any_case(string one, string other, bool same)
    {
        Assert.Equal(same, NodeName.IgnoringHostCase.Equals(one, other));
        Assert.Equal(same, NodeName.IgnoringHostCase.GetHashCode(one) == NodeName.IgnoringHostCase.GetHashCode(other));
    }

    [Fact]
    public void A_name_is_taken_apart_once()
    {
        var name = NodeName.Parse("b@::1");

        Assert.Equal(("b", "::1", "b@::1"), (name.Alive, name.Host, name.ToString()));
        Assert.False(NodeName.TryParse("b", out _));
        Assert.Throws<FormatException>(() => NodeName.Parse("b@\n"));
    }

    private static string Complete(string text, bool? longNames) =>
        NameRules.Complete(text, longNames, wantsLong => wantsLong ? "box.example" : "box");
}
