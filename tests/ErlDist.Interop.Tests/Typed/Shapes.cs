using ErlDist.Mapping;

namespace ErlDist.Interop.Tests.Typed;

[ErlService]
[ErlError<UnknownSkuException>("unknown_sku")]
[ErlError<OutOfStockException>]
public interface IPricing
{
    [ErlCall("quote", Reply = ErlReply.Ok)]
    ValueTask<Quote> QuoteAsync(string sku, int quantity = 1, CancellationToken cancellation = default);

    [ErlCast]
    ValueTask ForgetAsync(string sku);

    [ErlCall("forgotten")]
    Task<IReadOnlyList<string>> ForgottenAsync();

    Task ResetAsync();

    [ErlCall("prices")]
    IAsyncEnumerable<decimal> PricesAsync(int count, CancellationToken cancellation = default);
}

[ErlModule("Elixir.Shop.Cart")]
[ErlError<UnknownSkuException>("unknown_sku")]
public interface ICart
{
    ValueTask<int> TotalAsync(List<int> prices);

    ValueTask<List<string>> AddAsync(List<string> items, string item);

    [ErlCall("fail")]
    ValueTask<int> FailAsync(int n);
}

[ElixirStruct("Shop.Quote")]
public sealed record Quote(string Sku, int Quantity, decimal Total, DateTimeOffset At, string? Note = null);

public sealed class UnknownSkuException(string reason) : Exception($"unknown: {reason}");

[ErlTuple("out_of_stock")]
public sealed class OutOfStockException(string sku, int left) : Exception
{
    public string Sku { get; } = sku;

    public int Left { get; } = left;
}

[ErlTuple("times")]
public sealed record Golden(
    DateTimeOffset Moment, DateTime Naive, DateOnly Day, TimeOnly Clock, [ErlAs(ErlForm.Erlang)] DateTime Erlang, HashSet<int> Set, ErlRange Range,
    [ErlAs(ErlForm.KeywordList)] Dictionary<string, Term> Keywords);

[ErlTuple("sum")]
public sealed record Sum(int A, int B);

[ErlModule("dotnet_math")]
public sealed class MathModule : MathBase
{
    private readonly double _part = 2;

    public static int Add(int a, int b) => a + b;

    public override int Minus(int a, int b) => a - b;

    public async Task<double> HalfAsync(double of)
    {
        await Task.Yield();
        return of / _part;
    }
}

/// <summary>The .NET side of the shop.</summary>
public sealed class Pricing : IPricing
{
    private readonly List<string> _forgotten = [];

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Given { get; private set; }

    public ValueTask<Quote> QuoteAsync(string sku, int quantity = 1, CancellationToken cancellation = default) => sku switch
    {
        "moon" => throw new UnknownSkuException("moon"),
        "cup" => throw new OutOfStockException("cup", 0),
        "bug" => throw new InvalidOperationException("a bug"),
        _ => ValueTask.FromResult(new Quote(sku, quantity, 4.25m * quantity, new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero))),
    };

    public ValueTask ForgetAsync(string sku)
    {
        _forgotten.Insert(0, sku);
        return ValueTask.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ForgottenAsync() => Task.FromResult<IReadOnlyList<string>>(_forgotten);

    public Task ResetAsync()
    {
        _forgotten.Clear();
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<decimal> PricesAsync(int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                Given++;
                yield return i;
            }

            if (count < 0)
            {
                throw new UnknownSkuException("prices");
            }
        }
        finally
        {
            if (cancellation.IsCancellationRequested)
            {
                Cancelled.TrySetResult();
            }
        }
    }
}
