using ErlDist.Testing;

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

    [Fact]
    public async Task The_cart_in_Elixir_buys_and_pays()
    {
        CommandResult cart = await Command.RunAsync(
            "elixir",
            [
                "--sname", "cart@localhost", "--cookie", "secret",
                "--erl", $"-start_epmd false -proto_dist inet_tls -ssl_dist_optfile {fixture.OptFile("cart@localhost")}",
                "-r", BuiltProgram.Source("examples/Streams/erl_stream.ex"), BuiltProgram.Source("examples/ShopPricing/shop_cart.exs"),
            ],
            fixture.EpmdEnvironment);
        Assert.True(cart.ExitCode == 0, cart.Output + cart.Errors);
        Assert.Equal(
            ["tea: {:ok, 12.0}", "moon: {:error, :unknown_sku}", "total: 12.0", "a price: [{:price, \"tea\", 4.0}]", "paid: 12.0"],
            cart.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public sealed class Fixture() : ExampleFixture("ShopPricing", "shop@localhost")
    {
        protected override IReadOnlyList<string> OtherNodes => ["cart@localhost"];

        protected override IEnumerable<string> Arguments(string optFile, string directory) =>
            ["--contentRoot", directory, "--ErlDist:SslDistOptFile", optFile, "--ErlDist:Cookie", "secret", "--ErlDist:Hostname", "localhost"];
    }
}
