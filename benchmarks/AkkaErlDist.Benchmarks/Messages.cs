namespace AkkaErlDist.Benchmarks;

/// <summary>Asks the actor <c>bench</c> of the other side for partners of a kind; those of the last request end.</summary>
internal sealed record Request(string Kind, int Count);

/// <summary>Tells a sink to confirm when so many messages have come.</summary>
internal sealed record Expect(long Count);

/// <summary>All expected messages have come.</summary>
internal sealed record Received(long Count);

/// <summary>The shape <c>record</c> of the workload terms.</summary>
internal sealed record Order(
    int Number, string Customer, string Mail, int Lines, double Total, bool Paid, string State, int[] Items, string? Note);

internal static class Shapes
{
    public static object Make(string name) => name switch
    {
        "list" => Enumerable.Range(0, 1024).Select(i =>
        {
            byte[] bytes = new byte[128];
            Array.Fill(bytes, (byte)(i & 127));
            return bytes;
        }).ToList(),
        "map" => Enumerable.Range(0, 1000).ToDictionary(i => $"key{i}", i => (long)i * i),
        "record" => new Order(4711, "Ada Lovelace", "ada@example.org", 12, 349.5, true, "paid", [1, 2, 3], null),
        _ => throw new ArgumentException($"unknown shape {name}"),
    };
}
