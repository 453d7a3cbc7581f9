using Akka.Actor;
using ErlDist.Mapping;

namespace ShopPricing;

/// <summary>What this program offers: in Elixir <c>GenServer.call({:pricing, :"shop@localhost"}, {:quote, "tea", 3})</c>.</summary>
[ErlService]
[ErlError<UnknownSkuException>("unknown_sku")]
[ErlError<BadQuantityException>("bad_quantity")]
public interface IPricing
{
    /// <summary>What so many of something cost.</summary>
    ValueTask<Quote> QuoteAsync(string sku, int quantity);

    /// <summary>All prices, as a stream.</summary>
    IAsyncEnumerable<Price> PricesAsync();

    /// <summary>A cart is full: this program asks it for its total, and pays.</summary>
    [ErlCast]
    ValueTask CheckoutAsync([ErlAs(ErlForm.Atom)] string node);
}

/// <summary>What the BEAM's program offers: the GenServer Shop.Cart.</summary>
[ErlService]
public interface ICart
{
    /// <summary>In Elixir <c>def handle_call(:total, _from, quotes)</c>.</summary>
    ValueTask<double> TotalAsync();

    /// <summary>In Elixir <c>def handle_cast({:paid, total}, quotes)</c>.</summary>
    [ErlCast]
    ValueTask PaidAsync(double total);
}

/// <summary>In Elixir <c>%Shop.Quote{sku: "tea", quantity: 3, currency: :eur, total: 12.0, seller: pid}</c>.</summary>
[ElixirStruct("Shop.Quote")]
public sealed record Quote(string Sku, int Quantity, Currency Currency, double Total, IActorRef Seller);

/// <summary>In Elixir <c>{:price, "tea", 4.0}</c>.</summary>
[ErlTuple("price")]
public sealed record Price(string Sku, double Amount);

[ErlAtom]
public enum Currency
{
    Eur,
}

/// <summary>In Elixir <c>{:error, :unknown_sku}</c>.</summary>
public sealed class UnknownSkuException : Exception;

/// <summary>In Elixir <c>{:error, :bad_quantity}</c>.</summary>
public sealed class BadQuantityException : Exception;
