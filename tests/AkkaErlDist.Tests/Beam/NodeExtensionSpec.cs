using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using AkkaErlDist.Hosting;
using ErlDist;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaErlDist.Tests.Beam;

/// <summary>The Erlang node as an extension: any provider, nothing of ours among the transports.</summary>
public sealed class NodeExtensionSpec(BeamKit kit) : IClassFixture<BeamKit>
{
    private static readonly TimeSpan Limit = BeamKit.Limit;
    private static int s_systems;

    [Theory]
    [InlineData("local", "")]
    [InlineData("remote", "akka.remote.dot-netty.tcp { hostname = localhost, port = 0 }")]
    [InlineData("cluster", "akka.remote.dot-netty.tcp { hostname = localhost, port = 0 }")]
    public async Task Actors_and_processes_talk_with_provider(string provider, string more)
    {
        string name = $"ext{Interlocked.Increment(ref s_systems)}{provider}";
        using var system = ActorSystem.Create(name, Config(provider, more));
        await ConverseAsync(system);
        await system.Terminate().WaitAsync(Limit);
        Assert.Equal("pang", await kit.Beam.EvalAsync($"net_adm:ping('{name}@localhost')"));
    }

    [Fact]
    public async Task Two_systems_of_one_process_are_two_nodes()
    {
        using var one = ActorSystem.Create("twin1", Config("local", ""));
        using var other = ActorSystem.Create("twin2", Config("local", ""));
        await Task.WhenAll(ConverseAsync(one), ConverseAsync(other));
        IActorRef there = ErlangDistribution.Get(one).ActorFor("echo", "twin2@localhost");
        Assert.Equal("hi", await there.Ask<string>(new GenServerCall("hi"), Limit));
        await Task.WhenAll(one.Terminate(), other.Terminate()).WaitAsync(Limit);
    }

    [Fact]
    public async Task In_a_host_beside_Akkas_own_remoting()
    {
        using IHost host = Host.CreateDefaultBuilder().ConfigureServices(services => services.AddAkka("hostednode", builder => builder
            .WithActorRefProvider(ProviderSelection.Remote.Instance)
            .AddHocon("akka.remote.dot-netty.tcp { hostname = localhost, port = 0 }", HoconAddMode.Append)
            .WithErlangNode(options =>
            {
                options.Hostname = "localhost";
                options.Cookie = "secret";
                options.SslDistOptFile = kit.OptFile;
                options.EpmdPort = kit.EpmdPort;
            }))).Build();
        await host.StartAsync();
        ActorSystem system = host.Services.GetRequiredService<ActorSystem>();
        Assert.Equal("akka.tcp", ((ExtendedActorSystem)system).Provider.DefaultAddress.Protocol);
        await ConverseAsync(system);
        await host.StopAsync();
    }

    [Fact]
    public void A_section_that_will_not_do_keeps_the_system_from_starting_and_says_why()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => ActorSystem.Create(
            "broken", ConfigurationFactory.ParseString("akka.remote.erl-dist.ssl-dist-optfile = \"/nowhere.conf\"").WithFallback(Config("local", ""))));
        Assert.Contains("/nowhere.conf", failure.ToString(), StringComparison.Ordinal);
    }

    private Config Config(string provider, string more) => ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
        akka.actor.provider = {{provider}}
        akka.extensions = ["AkkaErlDist.ErlangDistributionProvider, AkkaErlDist"]
        akka.remote.erl-dist {
          hostname = "localhost"
          cookie = "secret"
          ssl-dist-optfile = "{{kit.OptFile}}"
          epmd-port = {{kit.EpmdPort}}
        }
        {{more}}
        """));

    /// <summary>Tell, ask, call, watch and reasons, both ways.</summary>
    private async Task ConverseAsync(ActorSystem system)
    {
        var erlang = ErlangDistribution.Get(system);
        string node = erlang.Node.Name, process = $"p{system.Name}";
        await kit.SpawnAsync(process, "fun(F) -> receive {say, From, M} -> From ! M, F(F); {'$gen_call', From, M} -> gen_server:reply(From, M), F(F); {die, R} -> exit(R) end end");
        IActorRef reference = erlang.ActorFor(process, kit.Beam.Name);
        Assert.Equal("hi", await reference.Ask<string>(me => (Atom.Get("say"), me, "hi"), Limit, default));
        Assert.Equal(5L, await reference.Ask<long>(new GenServerCall(5), Limit));

        system.ActorOf(Props.Create(() => new Echo()), "echo");
        Assert.Equal("{ok,1}", await kit.Beam.EvalAsync($"gen_server:call({{echo, '{node}'}}, {{ok, 1}})"));

        var downs = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var deaths = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef watcher = system.ActorOf(Props.Create(() => new Watcher(reference, downs, deaths)));
        Assert.Equal("ready", await watcher.Ask<string>("ready?", Limit));
        Reference monitor = erlang.Monitor(reference, watcher);
        await kit.Beam.EventuallyAsync($"length(element(2, process_info(whereis({process}), monitored_by))) >= 2");
        reference.Tell((Atom.Get("die"), Term.Parse("{shutdown,why}")));
        var down = (ErlangDown)await downs.Task.WaitAsync(Limit);
        Assert.Equal((reference, monitor, Term.Parse("{shutdown,why}")), (down.Process, down.Reference, down.Reason));
        Assert.True(((Terminated)await deaths.Task.WaitAsync(Limit)).ExistenceConfirmed);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef process, TaskCompletionSource<object> downs, TaskCompletionSource<object> deaths)
        {
            Context.Watch(process);
            Receive<ErlangDown>(downs.SetResult);
            Receive<Terminated>(deaths.SetResult);
            ReceiveAny(_ => Sender.Tell("ready"));
        }
    }
}
