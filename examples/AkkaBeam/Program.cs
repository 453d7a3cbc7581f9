using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Configuration;
using AkkaBeam;
using AkkaErlDist;
using ErlDist;
using ErlDist.Terms;

if (args is not ["--hocon", var file] || !File.Exists(file))
{
    Console.Error.WriteLine("usage: AkkaBeam --hocon FILE; akka-beam.conf beside this program's source is such a file");
    return 2;
}

// The one line of output is for whoever waits for it; Akka's log goes elsewhere.
TextWriter output = Console.Out;
Console.SetOut(Console.Error);

ErlDistSetup functions = new ErlDistSetup()
    .WithExport("dotnet", "version", 0, (_, _) => ValueTask.FromResult<Term>(Environment.Version.ToString()))
    .WithExport("dotnet", "echo", 1, (arguments, _) => ValueTask.FromResult(arguments[0]))
    .WithExport("dotnet", "raise", 1, (arguments, _) => throw new RpcException(RpcErrorClass.Error, arguments[0]));

ActorSystem system;
try
{
    Config config = ConfigurationFactory.ParseString(await File.ReadAllTextAsync(file));
    system = ActorSystem.Create("sys", BootstrapSetup.Create().WithConfig(config).And(functions));
}
catch (Exception failure)
{
    Console.Error.WriteLine(failure.GetBaseException().Message);
    return 1;
}

system.ActorOf<EchoActor>("echo");
system.ActorOf<SinkActor>("sink");
system.ActorOf<CalcActor>("calc");

var erlang = ErlangDistribution.Get(system);
await output.WriteLineAsync($"{erlang.Node.Name} listening on {erlang.Node.EndPoint}");
await output.FlushAsync();

var stop = new TaskCompletionSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await stop.Task;
await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
