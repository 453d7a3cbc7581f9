namespace AkkaErlDist.Tests.Examples;

/// <summary>examples/ShopPricing answers an Elixir-shaped call from declared records.</summary>
public sealed class ShopPricingSpec(ShopPricingSpec.Fixture fixture) : IClassFixture<ShopPricingSpec.Fixture>
{
    [Theory]
    [InlineData("<<\"tea\">>, 3", "#{'__struct__' => 'Elixir.Shop.Quote',currency => eur,quantity => 3,sku => <<\"tea\">>,total => 12.0}")]
    [InlineData("<<\"moon\">>, 1", "{error,unknown_sku}")]
    [InlineData("<<\"cup\">>, -1", "{error,bad_quantity}")]
    public async Task It_quotes(string question, string answer) => Assert.Equal(answer, await fixture.Beam.EvalAsync(
        $"case gen_server:call({{pricing, shop@localhost}}, {{quote, {question}}}) of #{{seller := S}} = Q when is_pid(S) -> maps:without([seller], Q); E -> E end"));

    public sealed class Fixture() : ExampleFixture("ShopPricing", "shop@localhost")
    {
        protected override IEnumerable<string> Arguments(string optFile, string directory) =>
            ["--contentRoot", directory, "--ErlDist:SslDistOptFile", optFile, "--ErlDist:Cookie", "secret", "--ErlDist:Hostname", "localhost"];
    }
}
