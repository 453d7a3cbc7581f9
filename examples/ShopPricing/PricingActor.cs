using Akka.Actor;
using AkkaErlDist;

namespace ShopPricing;

/// <summary>Answers the calls and casts of <see cref="IPricing"/>, one at a time.</summary>
internal sealed class PricingActor : ReceiveActor, IPricing
{
    private static readonly Dictionary<string, double> Prices = new() { ["tea"] = 4.0, ["cup"] = 7.5 };
    private readonly IActorRef _self;
    private readonly ErlangDistribution _erlang;

    public PricingActor()
    {
        _self = Self;
        _erlang = ErlangDistribution.Get(Context.System);
        Context.ServeErlang<IPricing>(this);
    }

    public ValueTask<Quote> QuoteAsync(string sku, int quantity) =>
        !Prices.TryGetValue(sku, out double price) ? throw new UnknownSkuException()
        : quantity <= 0 ? throw new BadQuantityException()
        : ValueTask.FromResult(new Quote(sku, quantity, Currency.Eur, price * quantity, _self));

    public async IAsyncEnumerable<Price> PricesAsync()
    {
        foreach ((string sku, double amount) in Prices)
        {
            await Task.Yield();
            yield return new Price(sku, amount);
        }
    }

    public async ValueTask CheckoutAsync(string node)
    {
        ICart cart = _erlang.Service<ICart>("Elixir.Shop.Cart", node);
        double total = await cart.TotalAsync();
        Console.WriteLine($".NET | {node}'s cart comes to {total:0.00}");
        await cart.PaidAsync(total);
    }
}
