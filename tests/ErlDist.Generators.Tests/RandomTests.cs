using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using ErlDist.Mapping;

namespace ErlDist.Generators.Tests;

/// <summary>A thousand random values of each type go out and come back.</summary>
public sealed class RandomTests
{
    private const int Each = 1000;
    private readonly Random _random = new(20240229);

    [Fact]
    public void Times_come_back() => RoundTrip(() => new Times(
        new DateTimeOffset(Ticks(10), TimeSpan.Zero), new DateTime(Ticks(10), _random.Next(2) == 0 ? DateTimeKind.Utc : DateTimeKind.Unspecified),
        DateOnly.FromDateTime(new DateTime(Ticks(1))), new TimeOnly(Ticks(10) % TimeSpan.TicksPerDay), new DateTime(Ticks(TimeSpan.TicksPerSecond)),
        DateOnly.FromDateTime(new DateTime(Ticks(1))), new TimeOnly(Ticks(TimeSpan.TicksPerSecond) % TimeSpan.TicksPerDay),
        new DateTimeOffset(Ticks(TimeSpan.TicksPerMillisecond), TimeSpan.Zero), new DateTime(Ticks(1), DateTimeKind.Utc)));

    [Fact]
    public void Texts_come_back() => RoundTrip(() => new Texts(
        Decimal(), Decimal(), Guid.NewGuid(), Guid.NewGuid(), new Uri("http://host/" + Uri.EscapeDataString(Text())), new Version(_random.Next(), _random.Next(), 3),
        Text(), Text(), [Text(), Text()]));

    [Fact]
    public void Numbers_come_back() => RoundTrip(() => new All(
        (sbyte)_random.Next(-128, 128), (short)_random.Next(), (ushort)_random.Next(), _random.Next(), (uint)_random.NextInt64(), (ulong)_random.NextInt64() * 2,
        (float)(_random.NextDouble() * 1e30), Bytes(), Bytes(), Atom.Get(Text()), new Pid(Atom.Get("a@h"), (uint)_random.Next(), 1, 2), Term.List(Text(), _random.Next()),
        [_random.Next()], [Text()], [new Add(_random.NextInt64(), new BigInteger(Bytes()))], Bytes(), new() { [Text()] = _random.NextInt64() }, (_random.Next(), Text())));

    [Fact]
    public void Sets_and_dictionaries_come_back() => RoundTrip(() => new Sets(
        new HashSet<int> { _random.Next(), _random.Next() }, [Text()], _random.Next(2) == 0 ? [Color.Red, Color.Other] : [], new ErlRange(_random.Next(), _random.Next(), _random.Next(1, 9)),
        new() { [Text()] = Text() }, ImmutableDictionary<string, int>.Empty.Add(Text(), 1), [_random.Next()], [Text()], [[_random.Next()], []], Bytes()));

    [Fact]
    public void Unions_and_trees_come_back() => RoundTrip(() => new Drawing(
        [.. Enumerable.Range(0, _random.Next(5)).Select(Figure (_) => _random.Next(3) switch { 0 => new Circle(_random.NextDouble()), 1 => new Square(_random.Next()), _ => new Box(1, _random.NextDouble()) })],
        _random.Next(2) == 0 ? null : new Circle(1)));

    [Fact]
    public void Outcomes_come_back() => RoundTrip(() => new Outcome(
        _random.Next(2) == 0 ? ErlResult.Ok(new Price(Text(), _random.NextDouble())) : ErlResult.Error<Price>(Term.Tuple(Text(), _random.Next())),
        _random.Next(2) == 0 ? default(ErlOption<int>) : _random.Next(), (Access)_random.Next(8)));

    [Fact]
    public void Maps_and_structs_come_back()
    {
        RoundTrip(() => new Settings(_random.Next(2) == 0, (byte)_random.Next(256), Maybe(Text())));
        RoundTrip(() => new Json { FirstName = Text(), Score = _random.NextDouble() });
        RoundTrip(() => new Account(Text(), (Account.Level)_random.Next(2), Maybe(Text())));
        RoundTrip(() => new Profile { Name = Text(), Level = _random.Next(), Mail = Maybe(Text()), Town = Text() });
        RoundTrip(() => new Options(Text(), _random.Next(2) == 0, _random.Next()));
        RoundTrip(() => new Parcel(new Box(_random.NextDouble(), 1), Maybe(Text()), [_random.NextDouble()], _random.Next(2) == 0 ? null : DateOnly.FromDayNumber(_random.Next(3_000_000))));
    }

    [Fact]
    public void Tuples_and_generic_types_come_back()
    {
        RoundTrip(() => new Job(Text(), _random.Next(), Maybe(Text())));
        RoundTrip(() => new Page<Add>([new Add(_random.NextInt64(), _random.Next())], _random.Next(2) == 0 ? null : new Page<Add>([], null, (new Add(1, 2), 3)), (new Add(4, 5), _random.Next())));
        RoundTrip(() => new User(Text(), (Color)_random.Next(3), _random.Next(2) == 0 ? null : _random.Next(), _random.Next(2) == 0 ? null : new User(Text(), Color.Red, 1, null)));
        RoundTrip(() => new Deadline(TimeSpan.FromSeconds(_random.Next()), _random.Next(2) == 0 ? null : TimeSpan.FromSeconds(1.5), [TimeSpan.FromSeconds(_random.Next())]));
        RoundTrip(() => new Wide(
            new ValueTuple<int>(_random.Next()), (_random.Next(), Text(), _random.NextInt64(), true, _random.NextDouble(), Atom.Get(Text()), Color.Other, 1, Text()),
            (_random.Next(), (Text(), (false, _random.Next(2) == 0 ? null : _random.Next()))), new() { [Text()] = (_random.Next(), Text()) }));
        RoundTrip(() => new Numbers(
            (Int128)_random.NextInt64() * _random.NextInt64() * (_random.Next(2) == 0 ? 1 : -1), (UInt128)_random.NextInt64() * (UInt128)_random.NextInt64(), (byte)_random.Next(256),
            _random.NextDouble() * Math.Pow(10, _random.Next(-300, 300)), _random.Next(2) == 0 ? null : _random.Next(), _random.Next(2) == 0, new DateTimeOffset(Ticks(10), TimeSpan.Zero)));
    }

    [Fact]
    public void All_collections_come_back() => RoundTrip(() => new Collections(
        [Text(), Text()], [_random.Next(), _random.Next()], FrozenSet.ToFrozenSet([(Color)_random.Next(3)]), new HashSet<long> { _random.NextInt64() },
        new() { [Text()] = _random.Next() }, ImmutableSortedDictionary<int, string>.Empty.Add(_random.Next(), Text()),
        new Dictionary<string, Price> { [Text()] = new Price(Text(), _random.NextDouble()) }.ToFrozenDictionary(),
        new Dictionary<Color, int[]> { [Color.Red] = [_random.Next()], [Color.Other] = [] }, [(_random.Next(), _random.Next())], [Maybe(Text()), Text()]));

    [Fact]
    public void Native_records_come_back() => RoundTrip<IEvent>(() => _random.Next(3) == 0 ? new SoldOut(Text())
        : new Sold(Text(), new Pt(_random.Next(), _random.Next(), _random.Next(2) == 0 ? null : Text())));

    private static void RoundTrip<T>(Func<T> make)
    {
        for (int i = 0; i < Each; i++)
        {
            byte[] bytes = ErlTypes.Encode(make());
            Assert.Equal(bytes, ErlTypes.Encode(ErlTypes.Decode<T>(bytes)));
        }
    }

    private string? Maybe(string text) => _random.Next(2) == 0 ? null : text;

    private long Ticks(long unit)
    {
        long ticks = _random.NextInt64(DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return ticks - (ticks % unit);
    }

    private decimal Decimal() => new(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29));

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(12)).Select(_ => char.ConvertFromUtf32(_random.Next(4) == 0 ? _random.Next(0x1F600, 0x1F640) : _random.Next(0x20, 0x250))));

    private byte[] Bytes()
    {
        byte[] bytes = new byte[_random.Next(12)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
