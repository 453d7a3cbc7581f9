using System.Collections.Immutable;
using System.Numerics;
using ErlDist.Mapping;

[assembly: ErlCodec<TimeSpan, ErlDist.Generators.Tests.SecondsCodec>]

namespace ErlDist.Generators.Tests;

[ErlTuple("add")]
public sealed record Add(long A, BigInteger B);

[ErlTuple("stop")]
public sealed record Stop;

[ErlRecord("user")]
public sealed record User(string Name, Color Color, int? Age, User? Friend);

[ErlAtom]
public enum Color
{
    Red,
    DarkBlue,
    [ErlAtomName("the other")]
    Other,
}

[ErlMap]
public sealed record Settings(bool IsOn, [property: ErlKey("max")] byte Limit, string? Note);

[ErlMap(StringKeys = true)]
public sealed class Json
{
    public required string FirstName { get; init; }

    public double Score { get; set; }
}

[ElixirStruct("MyApp.User")]
public readonly record struct Account(string HTTPName, Account.Level Kind, string? Mail)
{
    [ErlAtom]
    public enum Level
    {
        Low,
        High,
    }
}

[ErlTuple("all")]
public sealed record All(
    sbyte I8, short I16, ushort U16, int I32, uint U32, ulong U64, float F, byte[] Bytes, ReadOnlyMemory<byte> Memory,
    Atom Atom, Pid Pid, Term Any, List<int> List, string[] Array, ImmutableArray<Add> Adds, IReadOnlyList<byte> Small,
    Dictionary<string, long> Map, (int X, string Y) Pair);

[ErlTuple("timeout")]
public sealed record Deadline(TimeSpan After, TimeSpan? Grace, List<TimeSpan> Retries);

[ErlTuple("tree")]
public sealed record Tree(long Value, Tree? Left, Tree? Right);

[ErlMap]
public sealed record Link(int Value, Link? Next);

[ErlTuple("branch")]
public sealed record Branch(List<Branch> Branches);

[ErlTuple("ring")]
public sealed class Ring
{
    public Ring? Next { get; set; }
}

public sealed class SecondsCodec : TermCodec<TimeSpan>
{
    public override void Write(ref TermWriter writer, TimeSpan value) => writer.WriteDouble(value.TotalSeconds);

    public override TimeSpan Read(ref TermReader reader) => TimeSpan.FromSeconds(reader.ReadDouble());
}
