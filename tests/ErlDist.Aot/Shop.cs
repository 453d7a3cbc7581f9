using ErlDist.Mapping;

namespace ErlDist.Aot;

[ErlService]
[ErlError<UnknownException>("unknown")]
internal interface IShop
{
    ValueTask<Receipt> OrderAsync(Order order);

    IAsyncEnumerable<int> NumbersAsync(int count);

    ValueTask<(Place Place, int? Shelf)> MoveAsync(Place place, int? shelf = null);
}

[ErlTuple("order")]
internal sealed record Order(string Sku, int Quantity, HashSet<Size> Sizes, DateOnly Day);

[ElixirStruct("Shop.Receipt")]
internal sealed record Receipt(string Sku, decimal Total);

[ErlNativeRecord("shop", "place")]
internal sealed record Place(string Name, IReadOnlyDictionary<string, long> Stock);

[ErlAtom]
internal enum Size
{
    Small,
    Large,
}

internal sealed class UnknownException : Exception;

internal sealed class Shop : IShop
{
    public ValueTask<Receipt> OrderAsync(Order order) => ValueTask.FromResult(new Receipt(order.Sku, order.Quantity));

    public ValueTask<(Place Place, int? Shelf)> MoveAsync(Place place, int? shelf = null) => ValueTask.FromResult((place, shelf));

    public async IAsyncEnumerable<int> NumbersAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
