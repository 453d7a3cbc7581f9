using Akka.Actor;
using AkkaErlDist.Addresses;
using AkkaErlDist.Remoting;
using ErlDist;

namespace AkkaErlDist.Tests.AkkaPeers;

/// <summary>Addresses and node names, where Akka and Erlang spell hosts differently.</summary>
public sealed class PeerAddressesTests
{
    private readonly PeerAddresses _addresses = new(
        new NodeNameTemplate("{system}-{port}@{host}"), "erl", new Address("erl", "Sys", "localhost", 4711));

    [Theory]
    [InlineData("beam", null, "beam@host")]
    [InlineData("Beam", 0, "Beam@host")]
    [InlineData("Sys", 1, "Sys-1@host")]
    [InlineData("sys", 1, "sys-1@host")]
    public void Every_address_is_one_node(string system, int? port, string node) =>
        Assert.Equal(node, _addresses.NodeOf(new Address("erl", system, "Host", port)));

    [Theory]
    [InlineData("beam@::1", "akka.erl://beam@[::1]:0")]
    [InlineData("beam@fe80::A:1", "akka.erl://beam@[fe80::a:1]:0")]
    public void An_IPv6_host_has_brackets_in_addresses_and_none_in_node_names(string node, string address)
    {
        var made = AkkaAddress.Of(Atom.Get(node), "akka.erl");

        Assert.Equal(address, made.ToString());
        var parsed = Address.Parse(address);
        Assert.Equal(node.ToLowerInvariant(), _addresses.NodeOf(parsed));
        Assert.Equal("Sys-7@::1", _addresses.NodeOf(new Address("erl", "Sys", "[::1]", 7)));
        Assert.True(_addresses.IsOwnAddress(Atom.Get("Sys-7@::1"), made with { System = "Sys", Host = "[::1]", Port = 7 }));
    }

    /// <summary>Else two nodes would have one address.</summary>
    [Fact]
    public void A_host_that_has_brackets_in_Erlang_has_no_address() =>
        Assert.Throws<ArgumentException>(() => AkkaAddress.Of(Atom.Get("beam@[::1]"), "akka.erl"));

    [Fact]
    public void A_node_that_is_known_keeps_the_spelling_of_its_host()
    {
        _addresses.Learn("beam@Host.Example");
        _addresses.Learn("Sys-1@Host");
        Assert.Equal("beam@Host.Example", _addresses.NodeOf(new Address("erl", "beam", "host.example", 0)));
        Assert.Equal(Atom.Get("beam@Host.Example"), _addresses.NodeOf("beam@host.example"));
        Assert.Equal("Sys-1@Host", _addresses.NodeOf(new Address("erl", "Sys", "host", 1)));
        Assert.Equal("sys-1@host", _addresses.NodeOf(new Address("erl", "sys", "host", 1)));

        _addresses.Learn("beam@host.example");
        Assert.Equal("beam@host.example", _addresses.NodeOf(new Address("erl", "beam", "host.example", 0)));
    }

    [Theory]
    [InlineData("Sys-1@Host", "akka.erl://Sys@host:1", true)]
    [InlineData("Sys-1@host", "akka.erl://Sys@host:2", false)]
    [InlineData("Sys-1@host", "akka.erl://sys@host:1", false)]
    [InlineData("Sys-1@host", "akka.tcp://Sys@host:1", false)]
    public void A_node_speaks_for_its_own_address(string node, string address, bool own)
    {
        var parsed = Address.Parse(address);
        Assert.Equal(own, _addresses.IsOwnAddress(Atom.Get(node), new AkkaAddress(parsed.Protocol, parsed.System, parsed.Host, parsed.Port!.Value)));
    }
}
