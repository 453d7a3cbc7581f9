using Akka.Actor;
using ErlDist.Mapping;

namespace ShopPricing;

/// <summary>In Elixir <c>{:quote, "tea", 3}</c>.</summary>
[ErlTuple("quote")]
internal sealed record QuoteRequest(string Sku, int Quantity);

/// <summary>In Elixir <c>%Shop.Quote{sku: "tea", quantity: 3, currency: :eur, total: 12.0, seller: pid}</c>.</summary>
[ElixirStruct("Shop.Quote")]
internal sealed record Quote(string Sku, int Quantity, Currency Currency, double Total, IActorRef Seller);

/// <summary>In Elixir <c>{:error, :unknown_sku}</c>.</summary>
[ErlTuple("error")]
internal sealed record Refusal(Reason Reason);

[ErlAtom]
internal enum Currency
{
    Eur,
}

[ErlAtom]
internal enum Reason
{
    UnknownSku,
    BadQuantity,
}
