using AkkaErlDist.Configuration;
using ErlDist.Hosting;

namespace AkkaErlDist.Tests.Hosting;

/// <summary>A node in a host has the keys of an actor system's section, but for those that only Akka has a use for.</summary>
public sealed class SameKeysSpec
{
    private static readonly string[] s_akkaOnly =
        ["TransportClass", "AppliedAdapters", "TransportProtocol", "Carrier", "MaximumFrameSize", "BinaryAs", "AkkaPeers", "DotNetty"];

    private static readonly string[] s_codeOnly =
        [nameof(ErlangNodeHostingOptions.Customize), nameof(ErlangNodeHostingOptions.TlsFunctions)];

    [Fact]
    public void A_node_in_a_host_has_the_keys_of_the_section()
    {
        IEnumerable<string> section = SettingKeys.All.Where(k => !k.IsInternal).Select(k => k.OptionName).Where(n => !s_akkaOnly.Contains(n.Split(':')[0]));
        IEnumerable<string> host = Names(typeof(ErlangNodeHostingOptions), "").Except(s_codeOnly);
        Assert.Equal(section.Order(StringComparer.Ordinal), host.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Names(Type options, string place) => options.GetProperties().SelectMany(p =>
        p.PropertyType == typeof(DnsNodesOptions)
            ? Names(p.PropertyType, p.Name + ":").Prepend(p.Name)
            : [place + p.Name]);
}
