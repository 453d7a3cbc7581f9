using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using AkkaErlDist;
using Auctions;
using ErlDist;

if (args is not ["--hocon", var file, var port, var seedPort] || !File.Exists(file))
{
    Console.Error.WriteLine("usage: Cluster --hocon FILE PORT SEED-PORT; cluster.conf beside this program's source is such a file");
    return 2;
}

// The one line of output is for whoever waits for it; Akka's log goes elsewhere.
TextWriter output = Console.Out;
Console.SetOut(Console.Error);

// So that the example's BEAM node can kill the member that it is talking to.
ErlDistSetup functions = new ErlDistSetup()
    .WithExport("os", "getpid", 0, (_, _) => ValueTask.FromResult<Term>(Term.CharList($"{Environment.ProcessId}")));

ActorSystem system;
try
{
    Config config = ConfigurationFactory.ParseString($$"""
        akka.remote.erl-dist.port = {{port}}
        akka.cluster.seed-nodes = ["akka.erl://auction@localhost:{{seedPort}}"]
        """).WithFallback(ConfigurationFactory.ParseString(await File.ReadAllTextAsync(file)));
    system = ActorSystem.Create("auction", BootstrapSetup.Create().WithConfig(config).And(functions));
}
catch (Exception failure)
{
    Console.Error.WriteLine(failure.GetBaseException().Message);
    return 1;
}

IActorRef lots = await ClusterSharding.Get(system).StartAsync(
    "lot",
    name => Props.Create(() => new LotActor(name)),
    ClusterShardingSettings.Create(system),
    HashCodeMessageExtractor.Create(30, message => (message as ILotMessage)?.Lot));
system.ActorOf(Props.Create(() => new AuctionsActor(lots)), "auctions");

var up = new TaskCompletionSource();
Cluster.Get(system).RegisterOnMemberUp(up.SetResult);
await up.Task;
var erlang = ErlangDistribution.Get(system);
await output.WriteLineAsync($"{erlang.Node.Name} listening on {erlang.Node.EndPoint}");
await output.FlushAsync();

using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await system.WhenTerminated;
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    _ = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
}
