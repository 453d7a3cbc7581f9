using Akka.Actor;
using Akka.Configuration;
using ErlDist.Mapping;

using var system = ActorSystem.Create("sys", ConfigurationFactory.ParseString(await File.ReadAllTextAsync("actors.conf")));
system.ActorOf<EchoActor>("echo");
system.ActorOf<PricesActor>("prices");
await system.WhenTerminated;

/// <summary>{quote, <<"tea">>, 3}</summary>
[ErlTuple("quote")]
public sealed record Quote(string Sku, int Quantity);

/// <summary>{quoted, <<"tea">>, 12.5}</summary>
[ErlTuple("quoted")]
public sealed record Quoted(string Sku, double Price);

internal sealed class EchoActor : ReceiveActor
{
    public EchoActor() => ReceiveAny(message => Sender.Tell(message));
}

internal sealed class PricesActor : ReceiveActor
{
    public PricesActor() => Receive<Quote>(quote => Sender.Tell(new Quoted(quote.Sku, 12.5)));
}
