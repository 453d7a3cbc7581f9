using System.Globalization;
using AkkaErlDist.Tests.AkkaPeers;
using ErlDist.Testing;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Behind NAT or a mapped port, what others reach us by is what they are told.</summary>
public sealed class PublicPortSpec
{
    [Fact]
    public async Task EPMD_tells_the_public_port_and_so_does_the_address()
    {
        int port = PrivateEpmd.FreePort(), publicPort = PrivateEpmd.FreePort();
        await using BeamKitLease lease = await BeamKitLease.StartAsync(new BeamKitOptions
        {
            ProtoDist = "inet_tcp",
            Section = string.Create(CultureInfo.InvariantCulture, $"port = {port}, public-port = {publicPort}"),
        });
        BeamKit kit = lease.Kit;

        Assert.Equal(port, kit.Erlang.Node.EndPoint!.Port);
        Assert.Equal(publicPort, Realm.AddressOf(kit.System).Port);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{publicPort}"),
            await kit.Beam.EvalAsync("{ok, L} = erl_epmd:names(localhost), proplists:get_value(\"sys\", L)"));
    }
}
