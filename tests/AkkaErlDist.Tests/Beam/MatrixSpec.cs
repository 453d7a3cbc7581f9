using Akka.Actor;
using Akka.TestKit;
using ErlDist;

namespace AkkaErlDist.Tests.Beam;

/// <summary>Both carriers, both versions of TLS, both families of addresses; each side dials in turn.</summary>
public sealed class MatrixSpec
{
    public static TheoryData<string, string, string, bool> Combinations
    {
        get
        {
            var all = new TheoryData<string, string, string, bool>();
            bool weDial = false;
            foreach (string carrier in new[] { "dot-netty", "sockets" })
            {
                foreach ((string protoDist, string version) in new[]
                    { ("inet_tls", "tlsv1.2"), ("inet_tls", "tlsv1.3"), ("inet6_tls", "tlsv1.2"), ("inet6_tls", "tlsv1.3"), ("inet_tcp", ""), ("inet6_tcp", "") })
                {
                    all.Add(carrier, protoDist, version, weDial = !weDial);
                }

                weDial = !weDial;
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Actors_and_processes_talk(string carrier, string protoDist, string version, bool weDial)
    {
        await using BeamKitLease lease = await BeamKitLease.StartAsync(new BeamKitOptions { Carrier = carrier, ProtoDist = protoDist, TlsVersion = version });
        BeamKit kit = lease.Kit;
        (IActorRef actor, TestProbe probe) = kit.Listener("probe");
        await kit.SpawnAsync("echo", "fun(F) -> receive {P, M} -> P ! {back, M}, F(F); stop -> ok end end");
        if (weDial)
        {
            await kit.Erlang.PingAsync("beam@localhost");
        }
        else
        {
            Assert.Equal("pong", await kit.Beam.EvalAsync("net_adm:ping('sys@localhost')"));
        }

        kit.Process("echo").Tell((actor, "there"));
        Assert.Equal(Term.Parse("{back,<<\"there\">>}"), await probe.ExpectMsgAsync<Term>(BeamKit.Limit));
        await kit.Beam.EvalAsync("{probe, 'sys@localhost'} ! binary:copy(<<7>>, 300000), ok");
        Assert.Equal(300_000, (await probe.ExpectMsgAsync<string>(BeamKit.Limit)).Length);
        await probe.WatchAsync(kit.Process("echo"));
        kit.Process("echo").Tell(Atom.Get("stop"));
        await probe.ExpectTerminatedAsync(kit.Process("echo"), BeamKit.Limit);
        string security = kit.LogLines.Select(line => $"{line}").First(line => line.Contains("beam@localhost is connected", StringComparison.Ordinal));
        Assert.Contains(version switch { "tlsv1.2" => "TLS 1.2", "tlsv1.3" => "TLS 1.3", _ => "plain TCP" }, security, StringComparison.Ordinal);
    }
}
