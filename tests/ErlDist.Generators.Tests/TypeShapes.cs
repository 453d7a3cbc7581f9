using System.Collections.Immutable;
using ErlDist.Mapping;

[assembly: ErlType<List<ErlDist.Generators.Tests.Add>>]
[assembly: ErlType<HashSet<DateTimeOffset>>]
[assembly: ErlType<Dictionary<DateTime, int>>]
[assembly: ErlType<Dictionary<ErlOption<ErlDist.Atom>, int>>]
[assembly: ErlType<ErlDist.Generators.Tests.Page<ErlDist.Generators.Tests.Add>>]
[assembly: ErlCodec<ErlDist.Generators.Tests.Money, ErlDist.Generators.Tests.MoneyCodec>]

namespace ErlDist.Generators.Tests;

[ErlTuple("times")]
public sealed record Times(
    DateTimeOffset Moment, DateTime Any, DateOnly Day, TimeOnly Clock,
    [ErlAs(ErlForm.Erlang)] DateTime Erlang, [ErlAs(ErlForm.Erlang)] DateOnly ErlangDay, [ErlAs(ErlForm.Erlang)] TimeOnly ErlangClock,
    [ErlAs(ErlForm.Milliseconds)] DateTimeOffset System, [ErlAs(ErlForm.Nanoseconds)] DateTime Precise);

[ErlTuple("texts")]
public sealed record Texts(
    decimal Price, [ErlAs(ErlForm.Text)] decimal Shown, Guid Id, [ErlAs(ErlForm.Binary)] Guid Raw, Uri Link, Version Version,
    [ErlAs(ErlForm.CharList)] string Chars, [ErlAs(ErlForm.Atom)] string Name, [ErlAs(ErlForm.CharList)] List<string> Lines);

[ErlTuple("sets")]
public sealed record Sets(
    ISet<int> Set, [ErlAs(ErlForm.List)] HashSet<string> Sorted, ImmutableHashSet<Color> Colors, ErlRange Range,
    [ErlAs(ErlForm.KeywordList)] Dictionary<string, Term> Options, ImmutableDictionary<string, int> Map, ImmutableList<int> Numbers,
    IEnumerable<string> Names, int[][] Grid, [ErlAs(ErlForm.List)] byte[] Octets);

[Flags, ErlAtom]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
    ReadWrite = Read | Write,
    Execute = 4,
}

[ErlTuple("m")]
public class Derived : Base
{
    public int B { get; set; }
}

public class Base
{
    public int A { get; set; }
}

[ErlTuple("page")]
public sealed record Page<T>(List<T> Items, Page<T>? Next, (T First, int Count) Head);

[ErlMap]
public sealed record Pages(Page<Color> Colors, Page<string> Texts);

[ErlUnion]
public abstract record Figure;

[ErlTuple("circle")]
public sealed record Circle(double R) : Figure;

[ErlTuple("square")]
public record Square(double A) : Figure;

[ElixirStruct("Shop.Box")]
public sealed record Box(double A, double B) : Figure;

[ErlTuple("drawing")]
public sealed record Drawing(List<Figure> Figures, Figure? Last);

[ErlTuple("job")]
public sealed record Job(string Name, int Priority = 5, string? Note = null);

[ErlMap(RefuseUnknownKeys = true, OmitNulls = true)]
public sealed class Profile
{
    public required string Name { get; init; }

    public int Level { get; init; } = 7;

    public string? Mail { get; set; }

    [ErlKey("town", Formerly = ["city", "place"])]
    public string Town { get; set; } = "nowhere";

    [ErlIgnore]
    public object? Cache { get; set; }

    public string Upper => Name.ToUpperInvariant();

    [ErlComputed]
    public int Length => Name.Length;
}

[ErlKeywordList]
public sealed record Options(string Name, bool Verbose = false, int Retries = 3);

[ErlTuple("s")]
public sealed record S(List<int> Items, Dictionary<string, Price> Prices);

[ErlNativeRecord("nr", "pt")]
public sealed record Pt(int X, int Y = 7, [property: ErlKey("remark", Formerly = ["note"])] string? Note = null);

[ErlNativeRecord("nr", "none", IsExported = false, RefuseUnknownKeys = true)]
public sealed record Nothing;

[ErlUnion]
public interface IEvent;

[ErlNativeRecord("shop", "sold")]
public sealed record Sold(string Sku, Pt Where) : IEvent;

[ErlTuple("sold")]
public sealed record SoldOut(string Sku) : IEvent;

[ElixirStruct("Shop.Parcel")]
public sealed record Parcel(Box Box, string? Note, double[] Weights, DateOnly? Sent);

[ErlTuple("wide")]
public sealed record Wide(
    ValueTuple<int> One, (int, string, long, bool, double, Atom, Color, byte, string Ninth) Nine, (int, (string, (bool, int?))) Nested,
    Dictionary<string, (int, string)> ByName);

[ErlMap]
public sealed record Collections(
    SortedSet<string> Sorted, ImmutableSortedSet<int> Fixed, System.Collections.Frozen.FrozenSet<Color> Frozen, IReadOnlySet<long> Read,
    SortedDictionary<string, int> ByName, ImmutableSortedDictionary<int, string> ByNumber, System.Collections.Frozen.FrozenDictionary<string, Price> Prices,
    IReadOnlyDictionary<Color, int[]> Counts, ImmutableArray<(int, int)> Points, IImmutableList<string?> Notes);

[ErlTuple("numbers")]
public sealed record Numbers(Int128 I128, UInt128 U128, byte U8, double D, int? Maybe, bool B, [property: ErlAs(ErlForm.Microseconds)] DateTimeOffset At);

[ErlTuple("price")]
public sealed record Price(string Sku, double Amount);

[ErlTuple("outcome")]
public sealed record Outcome(ErlResult<Price> Result, ErlOption<int> Left, Access Access);

[ErlTuple("single")]
public sealed record Single(float F);

[ErlTuple("checked")]
public sealed record Checked
{
    public Checked(int n) => N = n >= 0 ? n : throw new ArgumentException("negative");

    public int N { get; }
}

public readonly record struct Money(int Cents);

public sealed class MoneyCodec : TermCodec<Money>
{
    public override void Write(ref TermWriter writer, Money value) => writer.WriteInt64(checked((byte)value.Cents));

    public override Money Read(ref TermReader reader) => new(checked((byte)reader.ReadInt64()));
}

[ErlTuple("paid")]
public sealed record Paid((Money Sum, Money? Tip) Amounts);
