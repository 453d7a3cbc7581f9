using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using ErlDist.Testing;
using ErlDist.Testing.Tls;

namespace AkkaErlDist.Tests.Transport;

/// <summary>An actor system and a real BEAM node over TLS 1.3 with client certificates, on each carrier.</summary>
public sealed class BeamConversationSpec
{
    [Theory]
    [InlineData("dot-netty")]
    [InlineData("sockets")]
    public async Task Actors_and_processes_message_each_other(string carrier)
    {
        string directory = Directory.CreateTempSubdirectory("akka-erldist-").FullName;
        var authority = new TestAuthority();
        string pem = Path.Combine(directory, "node.pem");
        string ca = Path.Combine(directory, "ca.pem");
        string optFile = Path.Combine(directory, "node.conf");
        await File.WriteAllTextAsync(pem, TestAuthority.PemBundle(authority.Issue(new CertificateWish { DnsNames = ["localhost"] })));
        await File.WriteAllTextAsync(ca, authority.Pem);
        string role = $"{{certfile, \"{pem}\"}}, {{cacertfile, \"{ca}\"}}, {{versions, ['tlsv1.3']}}, {{verify, verify_peer}}";
        await File.WriteAllTextAsync(optFile, $"[{{server, [{role}, {{fail_if_no_peer_cert, true}}]}}, {{client, [{role}]}}].\n");

        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        await using BeamNode beam = await BeamNode.StartAsync(new BeamNodeOptions { EpmdPort = epmd.Port, ProtoDist = "inet_tls", OptFile = optFile });
        using ActorSystem system = ActorSystem.Create("sys", ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = remote
              remote.enabled-transports = ["akka.remote.erl-dist"]
              remote.erl-dist {
                transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
                hostname = "localhost"
                cookie = "secret"
                carrier = "{{carrier}}"
                ssl-dist-optfile = "{{optFile}}"
                epmd-port = {{epmd.Port}}
              }
            }
            """));
        var kit = new TestKit(system);
        try
        {
            await beam.EvalAsync("spawn(fun() -> register(echo, self()), (fun L() -> receive {From, M} -> From ! M, L(); stop -> ok; M -> io:format(\"~p~n\", [M]), L() end end)() end), ok");
            system.ActorOf(Props.Create(() => new Echo()), "echo");

            Assert.Equal("pong", await beam.EvalAsync("net_adm:ping('sys@localhost')"));
            Assert.Equal("<<\"hello\">>", await beam.EvalAsync(
                "gen_server:call({echo, 'sys@localhost'}, <<\"hello\">>)"));

            IActorRef process = await system.ActorSelection("akka.erl://beam@localhost:0/user/echo").ResolveOne(TimeSpan.FromSeconds(10));
            process.Tell((kit.TestActor, "from an actor"), kit.TestActor);
            kit.ExpectMsg("from an actor", TimeSpan.FromSeconds(10));

            kit.Watch(process);
            process.Tell(new ErlDist.Terms.Atom("stop"), kit.TestActor);
            kit.ExpectTerminated(process, TimeSpan.FromSeconds(10));
        }
        finally
        {
            await system.Terminate();
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
