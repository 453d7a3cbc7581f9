using Akka.Actor;
using Akka.Hosting;
using AkkaErlDist;
using AkkaErlDist.Hosting;
using ErlDist;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopPricing;

// dotnet run -- --ErlDist:SslDistOptFile=certs/shop@localhost.conf, or the same key in appsettings.json
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddAkka("shop", akka => akka
    .ConfigureLoggers(loggers =>
    {
        loggers.ClearLoggers();
        loggers.AddLoggerFactory();
    })
    .WithErlangDistribution(builder.Configuration.GetSection("ErlDist"))
    .WithActors((system, _) => system.ActorOf<PricingActor>("pricing"))
    .AddStartup((system, _) =>
    {
        ErlangNode node = ErlangDistribution.Get(system).Node;
        Console.WriteLine($"{node.Name} listening on {node.EndPoint}");
    }));
await builder.Build().RunAsync();
