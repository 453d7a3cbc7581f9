using Akka.Actor;

namespace ShopPricing;

/// <summary>Answers <c>GenServer.call({:pricing, :"shop@localhost"}, {:quote, sku, quantity})</c>.</summary>
internal sealed class PricingActor : ReceiveActor
{
    private static readonly Dictionary<string, double> Prices = new() { ["tea"] = 4.0, ["cup"] = 7.5 };

    public PricingActor() => Receive<QuoteRequest>(request => Sender.Tell(Answer(request)));

    private object Answer(QuoteRequest request) =>
        !Prices.TryGetValue(request.Sku, out double price) ? new Refusal(Reason.UnknownSku)
        : request.Quantity <= 0 ? new Refusal(Reason.BadQuantity)
        : new Quote(request.Sku, request.Quantity, Currency.Eur, price * request.Quantity, Self);
}
