using BenchmarkDotNet.Attributes;
using ErlDist.Mapping;

[assembly: ErlType<List<ReadOnlyMemory<byte>>>]
[assembly: ErlType<List<byte[]>>]
[assembly: ErlType<Dictionary<string, long>>]

namespace ErlDist.MicroBenchmarks;

[ErlTuple("order")]
public sealed record Order(
    int Number, string Customer, string Mail, int Lines, double Total, bool IsPaid, [ErlAs(ErlForm.Atom)] string State, int[] Parts, string? Note);

/// <summary>The shapes of <see cref="TermCodec"/> as declared types, beside terms.</summary>
public class TypedCodec
{
    private byte[] _list = [];
    private byte[] _map = [];
    private byte[] _record = [];

    [GlobalSetup]
    public void Setup()
    {
        _list = Shapes.List().Encode();
        _map = Shapes.Map().Encode();
        _record = Shapes.Record().Encode();
    }

    [Benchmark(Description = "list to a term")]
    public Term ListToTerm() => Term.Decode(_list);

    [Benchmark(Description = "list to a term, binaries not copied")]
    public Term ListToTermInPlace() => Term.Decode(_list.AsMemory());

    [Benchmark(Description = "list to List<ReadOnlyMemory<byte>>, not copied")]
    public List<ReadOnlyMemory<byte>> ListToMemory() => ErlTypes.Decode<List<ReadOnlyMemory<byte>>>(_list.AsMemory());

    [Benchmark(Description = "list to List<byte[]>")]
    public List<byte[]> ListToArrays() => ErlTypes.Decode<List<byte[]>>(_list);

    [Benchmark(Description = "map to a term")]
    public Term MapToTerm() => Term.Decode(_map);

    [Benchmark(Description = "map to Dictionary<string, long>")]
    public Dictionary<string, long> MapToDictionary() => ErlTypes.Decode<Dictionary<string, long>>(_map);

    [Benchmark(Description = "record to a term")]
    public Term RecordToTerm() => Term.Decode(_record);

    [Benchmark(Description = "record to a declared record")]
    public Order RecordToOrder() => ErlTypes.Decode<Order>(_record);
}
