using Akka.Actor;
using Akka.TestKit;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Tests.Beam;

/// <summary>
/// Peers that cannot monitor, as every JInterface node (no DIST_MONITOR) and ei (no DIST_MONITOR_NAME): the watch stays on our side,
/// as OTP keeps it, and ends with the connection.
/// </summary>
public sealed class PoorPeerSpec(BeamKit fixture) : IClassFixture<BeamKit>
{
    private static readonly TimeSpan Limit = BeamKit.Limit;

    [Theory]
    [InlineData("java1", DistributionFlags.DistMonitor | DistributionFlags.DistMonitorName)]
    [InlineData("cnode", DistributionFlags.DistMonitorName)]
    public async Task A_process_of_a_peer_that_cannot_be_monitored_is_resolved_called_and_watched(string name, DistributionFlags lacks)
    {
        string peer = name + "@localhost";
        ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = peer,
            Cookie = new("secret"),
            Tls = TlsOptions.FromOptionFile(fixture.OptFile),
            Epmd = new() { Port = fixture.EpmdPort },
            Flags = DistributionFlagSets.Hidden & ~lacks,
        });
        await using (node)
        {
            await using Mailbox mailbox = node.CreateMailbox("srv");
            IActorRef server = await fixture.System.ActorSelection($"akka.erl://{peer}:0/user/srv").ResolveOne(Limit);

            TestProbe probe = fixture.Kit.CreateTestProbe();
            await probe.WatchAsync(server);
            server.Tell((Atom.Get("hello"), probe.Ref), probe.Ref);
            var hello = (ErlTuple)await mailbox.ReceiveAsync().AsTask().WaitAsync(Limit);
            await mailbox.SendAsync((Pid)hello[1], Atom.Ok);
            await probe.ExpectMsgAsync(Atom.Ok, Limit);

            Task<long> call = server.Ask<long>(new GenServerCall(1), Limit);
            Term request = await mailbox.ReceiveAsync().AsTask().WaitAsync(Limit);
            Assert.True(request is ErlTuple and [Atom { Name: "$gen_call" }, ErlTuple and [Pid, Term], ErlInteger { Value: 1 }], request.ToString());
            var from = (ErlTuple)((ErlTuple)request)[1];
            await mailbox.SendAsync((Pid)from[0], Term.Tuple(from[1], 2));
            Assert.Equal(2, await call);

            await node.DisposeAsync();
            await probe.ExpectTerminatedAsync(server, Limit);
        }

        Assert.Equal(Term.Parse("[2,1]"), await fixture.Erlang.RpcAsync(fixture.Beam.Name, "lists", "reverse", [Term.Parse("[1,2]")]));
    }
}
