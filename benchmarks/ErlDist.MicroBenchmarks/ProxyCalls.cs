using BenchmarkDotNet.Attributes;
using ErlDist.Mapping;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.MicroBenchmarks;

[ErlService]
public interface IQuotes
{
    ValueTask<Quote> QuoteAsync(string sku, int quantity);
}

[ErlTuple("quote")]
public sealed record Quote(string Sku, int Quantity, double Total);

/// <summary>A call of a service through its proxy, beside the same call written by hand: two nodes of this process, plain TCP.</summary>
public class ProxyCalls
{
    private const string Server = "server@localhost";
    private const int Port = 25672;
    private static readonly Atom s_quote = Atom.Get("quote");
    private ErlangNode? _server;
    private ErlangNode? _client;
    private IQuotes? _proxy;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _server = await ErlangNode.StartAsync(Options(Server));
        _server.Serve<IQuotes>("quotes", new Quotes());
        _client = await ErlangNode.StartAsync(Options("client@localhost") with { Listen = false });
        _proxy = _client.Service<IQuotes>("quotes", Server);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _client!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Benchmark(Description = "call by hand, in terms", Baseline = true)]
    public async Task<Quote> ByHand()
    {
        Term reply = await _client!.CallAsync("quotes", Server, Term.Tuple(s_quote, "tea", 3));
        return reply is ErlTuple and [Atom { Name: "quote" }, ErlBinary sku, ErlInteger quantity, ErlFloat total] && sku.TryGetString(out string? text)
            ? new Quote(text, (int)quantity.Value, total.Value)
            : throw new FormatException(reply.ToString());
    }

    // A task like the other: how BenchmarkDotNet waits depends on the type, and costs as much as what is compared.
    [Benchmark(Description = "call by a service's proxy")]
    public async Task<Quote> Proxy() => await _proxy!.QuoteAsync("tea", 3);

    private static ErlangNodeOptions Options(string name) => new()
    {
        Name = name,
        Cookie = new Cookie("benchmark"),
        ProtoDist = "inet_tcp",
        FixedPort = Port,
    };

    private sealed class Quotes : IQuotes
    {
        public ValueTask<Quote> QuoteAsync(string sku, int quantity) => ValueTask.FromResult(new Quote(sku, quantity, 4.25 * quantity));
    }
}
