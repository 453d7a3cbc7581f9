using Akka.Actor;
using Akka.Configuration;

namespace AkkaErlDist.Benchmarks;

/// <summary>The actor systems of a peer: one, or two for the in-memory transport, whose both ends live in one process.</summary>
internal sealed class Systems : IAsyncDisposable
{
    private readonly ActorSystem? _remote;

    private Systems(ActorSystem local, ActorSystem? remote)
    {
        Local = local;
        _remote = remote;
        Address = ((ExtendedActorSystem)(remote ?? local)).Provider.DefaultAddress.ToString();
    }

    /// <summary>Where the driver is.</summary>
    public ActorSystem Local { get; }

    /// <summary>Where the driver's partners are.</summary>
    public string Address { get; }

    public static Systems Start(string kind, string name, string directory) => kind switch
    {
        "dot-netty" => new Systems(Start(name, DotNetty(directory)), null),
        "erl-dist" => new Systems(Start(name, ErlDist(directory, "dot-netty")), null),
        "erl-dist-sockets" => new Systems(Start(name, ErlDist(directory, "sockets")), null),
        "in-memory" => new Systems(Start(name, InMemory(name, 1)), Start(name + "remote", InMemory(name + "remote", 2))),
        _ => throw new ArgumentException($"unknown kind {kind}"),
    };

    public async ValueTask DisposeAsync()
    {
        await Local.Terminate();
        if (_remote is not null)
        {
            await _remote.Terminate();
        }
    }

    private static ActorSystem Start(string name, string transport)
    {
        var system = ActorSystem.Create(name, ConfigurationFactory.ParseString(transport).WithFallback(ConfigurationFactory.ParseString("""
            akka {
              loglevel = WARNING
              log-dead-letters = off
              actor.provider = remote
            }
            """)));
        system.ActorOf(Props.Create<Partners.Bench>(), "bench");
        return system;
    }

    // The certificate is not in the machine's store, and this release of Akka checks it there or not at all.
    private static string DotNetty(string directory) => $$"""
        akka.remote.dot-netty.tcp {
          hostname = localhost
          port = 0
          maximum-frame-size = 20000000b
          enable-ssl = true
          ssl {
            suppress-validation = true
            certificate { path = "{{Path.Combine(directory, "node.pfx")}}", password = benchmark }
          }
        }
        """;

    // The port of EPMD comes by the environment.
    private static string ErlDist(string directory, string carrier) => $$"""
        akka.remote {
          enabled-transports = ["akka.remote.erl-dist"]
          erl-dist {
            transport-class = "AkkaErlDist.ErlDistTransport, AkkaErlDist"
            hostname = localhost
            cookie = benchmark
            carrier = {{carrier}}
            maximum-frame-size = 20000000b
            outbox-size = 2047 MiB  # a sender of Akka's is never slowed, and nothing may be dropped
            ssl-dist-optfile = "{{Path.Combine(directory, "tls.conf")}}"
            akka-peers { nodes = ["akka*@localhost"], cookie = peers }
          }
        }
        """;

    private static string InMemory(string name, int port) => $$"""
        akka.remote {
          enabled-transports = ["akka.remote.test"]
          test {
            transport-class = "Akka.Remote.Transport.TestTransport, Akka.Remote"
            applied-adapters = []
            registry-key = benchmark
            local-address = "test://{{name}}@localhost:{{port}}"
            maximum-payload-bytes = 20000000b
            scheme-identifier = test
          }
        }
        """;
}
