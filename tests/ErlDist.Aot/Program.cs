using ErlDist;
using ErlDist.Aot;
using ErlDist.Nodes;
using ErlDist.Wire;

// Run by tests/aot.sh beside a BEAM node: calls its gen_server, serves it, streams, and ends with code 0 when all came as it should.
string beam = args[0];
await using ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions { Name = "aot@localhost", Cookie = new Cookie(args[1]), ProtoDist = "inet_tcp" });
await using ServedProcess served = node.Serve<IShop>("shop", new Shop());
IShop theirs = node.Service<IShop>("shop", beam);
Check(await theirs.OrderAsync(new Order("tea", 3, [Size.Large], DateOnly.Parse("2024-02-29"))) == new Receipt("tea", 12.5m), "a reply of the BEAM");
try
{
    await theirs.OrderAsync(new Order("moon", 1, [], DateOnly.MinValue));
    Check(false, "an error");
}
catch (UnknownException)
{
}

IShop own = node.Service<IShop>("shop", node.Name);
Check(await own.OrderAsync(new Order("cup", 2, [Size.Small], DateOnly.MaxValue)) == new Receipt("cup", 2m), "a reply of our own");
(Place place, int? shelf) = await own.MoveAsync(new Place("cellar", new Dictionary<string, long> { ["tea"] = 7 }), 3);
Check(place.Name == "cellar" && place.Stock["tea"] == 7 && shelf == 3, "a native record");
int sum = 0;
await foreach (int number in own.NumbersAsync(100))
{
    sum += number;
}

Check(sum == 4950, "a stream");
Console.WriteLine("served, called and streamed");

static void Check(bool holds, string what)
{
    if (!holds)
    {
        throw new InvalidOperationException($"{what} is not what it should be");
    }
}
