using System.Text.RegularExpressions;
using ErlDist.Mapping;
using ErlDist.Terms;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Typed;

/// <summary>Records and services against real Elixir, both ways.</summary>
public sealed class ElixirSpec(ElixirFixture fixture) : IClassFixture<ElixirFixture>
{
    private static readonly Golden s_golden = new(
        new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero).AddTicks(1234560), new DateTime(2024, 2, 29, 12, 34, 56), new DateOnly(2024, 2, 29),
        new TimeOnly(23, 59, 59, 999), new DateTime(2024, 2, 29, 12, 34, 56), [1, 2], new ErlRange(1, 10, 3), new() { ["on"] = true, ["n"] = 1 });

    [Fact]
    public async Task Elixirs_own_values_are_ours_and_ours_are_Elixirs()
    {
        Golden read = ErlTypes.FromTerm<Golden>(await fixture.Beam.EvalTermAsync("'Elixir.Shop.Types':golden()"));
        Assert.Equal(s_golden with { Set = read.Set, Keywords = read.Keywords, Clock = read.Clock }, read);
        Assert.Equal(s_golden.Clock, read.Clock);
        Assert.Equal(s_golden.Set, read.Set);
        Assert.Equal(ErlTypes.Encode(s_golden), ErlTypes.Encode(read));
        string encoded = Convert.ToBase64String(ErlTypes.Encode(s_golden));
        Assert.Equal(
            "{<<\"2024-02-29T12:34:56.123456Z\">>,<<\"2024-02-29T12:34:56\">>,<<\"2024-02-29\">>,<<\"23:59:59.999000\">>,true,true,[1,4,7,10],1}",
            await fixture.Beam.EvalAsync($"'Elixir.Shop.Types':used(binary_to_term(base64:decode(\"{encoded}\")))"));

        // Elixir before 1.15 has a version in a MapSet, as we write it; all else is equal to the last bit everywhere.
        if ((await fixture.Beam.EvalTermAsync("'Elixir.MapSet':new()")).ToString().Contains("version", StringComparison.Ordinal))
        {
            Assert.Equal("true", await fixture.Beam.EvalAsync($"'Elixir.Shop.Types':same(binary_to_term(base64:decode(\"{encoded}\")))"));
        }
    }

    [Fact]
    public async Task A_proxy_calls_a_GenServer()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        IPricing shop = node.Service<IPricing>("pricing", fixture.Beam.Name, TimeSpan.FromMilliseconds(1500));
        Assert.Equal(new Quote("tea", 3, 12.75m, new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero)), await shop.QuoteAsync("tea", 3));
        await Assert.ThrowsAsync<UnknownSkuException>(() => shop.QuoteAsync("moon").AsTask());
        OutOfStockException gone = await Assert.ThrowsAsync<OutOfStockException>(() => shop.QuoteAsync("cup", 2).AsTask());
        Assert.Equal(("cup", 2), (gone.Sku, gone.Left));
        Assert.Equal("<<\"odd\">>", (await Assert.ThrowsAsync<ErlangErrorException>(() => shop.QuoteAsync("odd").AsTask())).Reason.ToString());
        await Assert.ThrowsAsync<TimeoutException>(() => shop.QuoteAsync("slow").AsTask());
        using var cancellation = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shop.QuoteAsync("slow", 1, cancellation.Token).AsTask());
        await shop.ForgetAsync("tea");
        Assert.Equal(["tea"], await shop.ForgottenAsync());
        TermFormatException odd = await Assert.ThrowsAsync<TermFormatException>(() => node.Service<IPricing>("pricing", fixture.Beam.Name).QuoteAsync(null!).AsTask());
        Assert.StartsWith("IPricing.QuoteAsync.sku: null", odd.Message, StringComparison.Ordinal);
        Assert.Equal("noproc", (await Assert.ThrowsAsync<ProcessExitException>(() => node.Service<IPricing>("nobody", fixture.Beam.Name).ResetAsync())).Reason.ToString());
        await fixture.Beam.EvalAsync("logger:set_primary_config(level, none)");
        Assert.Equal("boom", (await Assert.ThrowsAsync<ProcessExitException>(() => shop.QuoteAsync("crash").AsTask())).Reason.ToString());
        await fixture.Beam.EvalAsync("'Elixir.Shop.Pricing':start()");
    }

    [Fact]
    public async Task A_GenServer_call_reaches_a_served_interface()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using ServedProcess served = node.Serve<IPricing>("shop", new Pricing());
        Assert.Equal(
            "{ok,#{'__struct__' => 'Elixir.Shop.Quote',at => #{'__struct__' => 'Elixir.DateTime',calendar => 'Elixir.Calendar.ISO',day => 29,hour => 12," +
            "microsecond => {0,0},minute => 0,month => 2,second => 0,std_offset => 0,time_zone => <<\"Etc/UTC\">>,utc_offset => 0,year => 2024,zone_abbr => <<\"UTC\">>}," +
            "note => nil,quantity => 3,sku => <<\"tea\">>,total => #{'__struct__' => 'Elixir.Decimal',coef => 1275,exp => -2,sign => 1}}}",
            Term.Parse(await fixture.CallAsync(node, "{quote,<<\"tea\">>,3}")).ToString());
        Assert.StartsWith("{ok,", await fixture.CallAsync(node, "{quote,<<\"tea\">>}"), StringComparison.Ordinal);
        Assert.Equal("{error,unknown_sku}", await fixture.CallAsync(node, "{quote,<<\"moon\">>,1}"));
        Assert.Equal("{error,{out_of_stock,<<\"cup\">>,0}}", await fixture.CallAsync(node, "{quote,<<\"cup\">>,1}"));
        Assert.Equal("{not_convertible,<<\"IPricing.QuoteAsync.quantity: an integer expected, found many.\">>}", await fixture.CallAsync(node, "{quote,<<\"tea\">>,many}"));
        Assert.Contains("IPricing takes calls quote/1..2, forgotten/0, reset/0, prices/1, found nonsense", await fixture.CallAsync(node, "nonsense"), StringComparison.Ordinal);
        await fixture.Beam.EvalAsync($"'Elixir.GenServer':cast({{shop, '{node.Name}'}}, {{forget, <<\"tea\">>}})");
        Assert.Equal("[<<\"tea\">>]", await fixture.CallAsync(node, "forgotten"));
        Assert.Equal("ok", await fixture.CallAsync(node, "reset"));
        Assert.Equal("[]", await fixture.CallAsync(node, "forgotten"));
        Assert.Equal("{'InvalidOperationException',<<\"a bug\">>}", await fixture.CallAsync(node, "{quote,<<\"bug\">>,1}"));
        Assert.Equal("[]", await fixture.CallAsync(node, "forgotten"));
    }

    [Fact]
    public async Task A_modules_functions_are_methods()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        ICart cart = node.Module<ICart>(fixture.Beam.Name);
        Assert.Equal(6, await cart.TotalAsync([1, 2, 3]));
        Assert.Equal(["a", "b"], await cart.AddAsync(["a"], "b"));
        await Assert.ThrowsAsync<UnknownSkuException>(() => cart.FailAsync(1).AsTask());
    }

    [Fact]
    public async Task Streams_flow_as_they_are_asked_for()
    {
        await using ErlangNode node = await fixture.StartNodeAsync();
        await using ErlangNode other = await fixture.StartNodeAsync();
        var pricing = new Pricing();
        await using ServedProcess served = node.Serve<IPricing>("shop", pricing);
        IPricing shop = other.Service<IPricing>("shop", node.Name);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (decimal)i), await All(shop.PricesAsync(1000)));
        Assert.Empty(await All(shop.PricesAsync(0)));
        await Assert.ThrowsAsync<UnknownSkuException>(() => All(shop.PricesAsync(-1)));

        // Who has enough says so, and the source gives little more than was taken.
        int before = pricing.Given;
        await foreach (decimal price in shop.PricesAsync(1_000_000))
        {
            if (price == 10)
            {
                break;
            }
        }

        await pricing.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(pricing.Given - before, 11, 200);

        // Erlang and Elixir on the other end.
        foreach (string module in new[] { "erl_stream", "'Elixir.ErlStream'" })
        {
            string list = await fixture.Beam.EvalAsync(
                $"{{ok, S}} = {module}:open({{shop, '{node.Name}'}}, {{prices, 100}}), length({module}:to_list(S))");
            Assert.Equal("100", list);
        }

        await fixture.Beam.EvalAsync("""
            register(numbers, spawn(fun() -> (fun Loop() -> receive {'$gen_call', From, {prices, N}} ->
                gen_server:reply(From, erl_stream:serve(From, fun(Send) -> [Send(#{'__struct__' => 'Elixir.Decimal', sign => 1, coef => I, exp => 0}) || I <- lists:seq(1, N)] end)), Loop() end end)() end))
            """);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (decimal)i), await All(node.Service<IPricing>("numbers", fixture.Beam.Name).PricesAsync(300)));
        Assert.Equal([425m, 850m, 1275m], await All(node.Service<IPricing>("pricing", fixture.Beam.Name).PricesAsync(3)));
    }

    [Fact]
    public async Task The_Elixir_of_the_docs_compiles()
    {
        using var directory = new TemporaryDirectory();
        string[] samples = [.. Regex.Matches(await File.ReadAllTextAsync(BuiltProgram.Source("docs/services.md")), "^```elixir\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(samples);
        foreach (string sample in samples)
        {
            // What calls is a function of a module here, so that nothing is called.
            string code = sample.StartsWith("defmodule", StringComparison.Ordinal) ? sample.Replace("Decimal.mult", "Shop.Types.mult", StringComparison.Ordinal)
                : $"defmodule Sample do\n  def run do\n{sample}\n    total\n  end\nend\n";
            CommandResult compiled = await Command.RunAsync(
                "elixirc", ["--warnings-as-errors", "--ignore-module-conflict", "-o", directory.Path, "-pa", fixture.CompiledPath, directory.Write("sample.ex", code)]);
            Assert.True(compiled.ExitCode == 0, compiled.Output + compiled.Errors);
        }
    }

    private static async Task<List<T>> All<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (T item in items)
        {
            all.Add(item);
        }

        return all;
    }
}
