using Akka.Actor;
using Akka.Hosting;
using AkkaErlDist.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

// The certificates that appsettings.json names: erldist certs certs NODE_NAME@HOST_NAME beam@HOST_NAME
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAkka("NODE_NAME", akka => akka
    .WithErlangDistribution(builder.Configuration.GetSection("ErlDist"))
    .WithActors((system, _) => system.ActorOf<CounterActor>("counter")));    // gen_server:call({counter, 'NODE_NAME@HOST_NAME'}, next)
await builder.Build().RunAsync();

/// <summary>Answers whatever it is asked with 1, 2, 3 …</summary>
internal sealed class CounterActor : ReceiveActor
{
    private long _count;

    public CounterActor() => ReceiveAny(_ => Sender.Tell(++_count));
}
