using ErlDist.Interop.Tests.Tool;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Typed;

/// <summary><c>erldist stubs</c>: what it writes compiles without a warning and calls the service.</summary>
public sealed class StubsSpec(ElixirFixture fixture) : IClassFixture<ElixirFixture>
{
    [Fact]
    public async Task Erlang_and_Elixir_modules_call_a_service()
    {
        using var directory = new TemporaryDirectory();
        string assembly = typeof(IPricing).Assembly.Location;
        CommandResult written = await Erldist.RunAsync(0, ["stubs", assembly, "--erlang", directory.Path, "--elixir", directory.Path]);
        Assert.True(written.ExitCode == 0, written.Errors);
        string[] erlang = Directory.GetFiles(directory.Path, "*.erl"), elixir = Directory.GetFiles(directory.Path, "*.ex");
        Assert.Equal(["math_module_client", "odd_client", "points_client", "pricing_client"], erlang.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.Equal(["math_module_client", "odd_client", "points_client", "pricing_client"], elixir.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        await CompileAsync("erlc", ["-Werror", "-o", directory.Path, .. erlang]);
        await CompileAsync("elixirc", ["--warnings-as-errors", "--no-docs", "-o", directory.Path, "-pa", fixture.CompiledPath, .. elixir]);
        await fixture.Beam.EvalAsync($"code:add_patha(\"{directory.Path}\")");

        await using ErlangNode node = await fixture.StartNodeAsync();
        await using ServedProcess served = node.Serve<IPricing>("shop", new Pricing());
        node.Export(new MathModule());
        string shop = $"{{shop, '{node.Name}'}}";
        Assert.Equal("{error,unknown_sku}", await fixture.Beam.EvalAsync($"pricing_client:quote({shop}, <<\"moon\">>, 1)"));
        Assert.StartsWith("{ok,", await fixture.Beam.EvalAsync($"pricing_client:quote({shop}, <<\"tea\">>)"), StringComparison.Ordinal);
        Assert.Equal("ok", await fixture.Beam.EvalAsync($"pricing_client:forget({shop}, <<\"tea\">>)"));
        Assert.Equal("[<<\"tea\">>]", await fixture.Beam.EvalAsync($"'Elixir.PricingClient':forgotten({shop})"));
        Assert.StartsWith("{ok,", await fixture.Beam.EvalAsync($"'Elixir.PricingClient':quote_({shop}, <<\"tea\">>, 2)"), StringComparison.Ordinal);
        Assert.Equal("3", await fixture.Beam.EvalAsync($"{{ok, S}} = pricing_client:prices({shop}, 3), length(erl_stream:to_list(S))"));
        Assert.Equal("5", await fixture.Beam.EvalAsync($"math_module_client:add('{node.Name}', 2, 3)"));
        Assert.Equal("1.5", await fixture.Beam.EvalAsync($"'Elixir.MathModuleClient':half('{node.Name}', 3)"));
        Assert.Equal("{6,2}", await fixture.Beam.EvalAsync($"{{math_module_client:twice('{node.Name}', 3), math_module_client:minus('{node.Name}', 5, 3)}}"));
        Assert.Equal("undef", await fixture.Beam.EvalAsync($"try erpc:call('{node.Name}', dotnet_math, dispose, []) catch error:{{exception, R, _}} -> R end"));

        // Where variables had one name, they would have to be equal.
        await using ServedProcess odd = node.Serve<IOdd>("odd", new Odd());
        string server = $"{{odd, '{node.Name}'}}";
        Assert.Equal("{<<\"a b 3\">>,<<\"a b 1\">>}", await fixture.Beam.EvalAsync($"{{odd_client:restart({server}, <<\"a\">>, <<\"b\">>, 3), 'Elixir.OddClient':restart({server}, <<\"a\">>, <<\"b\">>)}}"));
        Assert.Equal("{123,123}", await fixture.Beam.EvalAsync($"{{odd_client:'end'({server}, 1, 2, 3), 'Elixir.OddClient':end_({server}, 1, 2, 3)}}"));
        Assert.Equal("{node,<<\"n 1 r\">>}", await fixture.Beam.EvalAsync($"odd_client:'when'({server}, {{node, <<\"n\">>}}, {{left, 1}}, {{right, <<\"r\">>}})"));
        IOdd proxy = node.Service<IOdd>("odd", node.Name);
        await using (proxy)
        {
            Assert.Equal("x y 1", await proxy.RestartAsync("x", "y"));
            Assert.Equal(987, await proxy.EndAsync(9, 8, 7));
            await Assert.ThrowsAsync<TermFormatException>(() => proxy.Nan());
            Assert.Equal(1.5, await proxy.Nan(1.5));
        }

        Assert.Equal("0.0", await fixture.Beam.EvalAsync($"gen_server:call({server}, nan)"));
    }

    private static async Task CompileAsync(string compiler, params string[] arguments)
    {
        CommandResult compiled = await Command.RunAsync(compiler, arguments);
        Assert.True(compiled.ExitCode == 0, compiled.Output + compiled.Errors);
    }
}
