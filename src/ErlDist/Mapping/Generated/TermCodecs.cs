using System.ComponentModel;
using System.Numerics;
using ErlDist.Mapping.Codecs;

namespace ErlDist.Mapping.Generated;

/// <summary>
/// The codecs of .NET's own types: what generated codecs are made of, and what codecs written by hand may use. docs/types.md has the
/// table of what each type is in Erlang.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class TermCodecs
{
    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static TermCodec<bool> Boolean { get; } = new BooleanCodec();

    /// <summary>An integer.</summary>
    public static TermCodec<sbyte> SByte { get; } = new IntegerCodec<sbyte>();

    /// <summary>An integer.</summary>
    public static TermCodec<byte> Byte { get; } = new IntegerCodec<byte>();

    /// <summary>An integer.</summary>
    public static TermCodec<short> Int16 { get; } = new IntegerCodec<short>();

    /// <summary>An integer.</summary>
    public static TermCodec<ushort> UInt16 { get; } = new IntegerCodec<ushort>();

    /// <summary>An integer.</summary>
    public static TermCodec<int> Int32 { get; } = new IntegerCodec<int>();

    /// <summary>An integer.</summary>
    public static TermCodec<uint> UInt32 { get; } = new IntegerCodec<uint>();

    /// <summary>An integer.</summary>
    public static TermCodec<long> Int64 { get; } = new Int64Codec();

    /// <summary>An integer.</summary>
    public static TermCodec<ulong> UInt64 { get; } = new LargeIntegerCodec<ulong>();

    /// <summary>An integer.</summary>
    public static TermCodec<Int128> Int128 { get; } = new LargeIntegerCodec<Int128>();

    /// <summary>An integer.</summary>
    public static TermCodec<UInt128> UInt128 { get; } = new LargeIntegerCodec<UInt128>();

    /// <summary>An integer.</summary>
    public static TermCodec<BigInteger> BigInteger { get; } = new BigIntegerCodec();

    /// <summary>A float; whole numbers are read, too.</summary>
    public static TermCodec<double> Double { get; } = new DoubleCodec();

    /// <summary>A float; one beyond the range of <see cref="float"/> is refused, digits beyond its precision are rounded.</summary>
    public static TermCodec<float> Single { get; } = new SingleCodec();

    /// <summary>A binary of UTF-8; a char list is read, too.</summary>
    public static TermCodec<string> String { get; } = new StringCodec();

    /// <summary>A binary.</summary>
    public static TermCodec<byte[]> Bytes { get; } = new BytesCodec();

    /// <summary>A binary.</summary>
    public static TermCodec<ReadOnlyMemory<byte>> Memory { get; } = new MemoryCodec();

    /// <summary>Any term.</summary>
    public static TermCodec<Term> Term { get; } = new TermCodecOf<Term>();

    /// <summary>A binary of text.</summary>
    public static TermCodec<Uri> Uri { get; } = new UriCodec();

    /// <summary>A binary of text, as in <c>1.2.3</c>.</summary>
    public static TermCodec<Version> Version { get; } = new VersionCodec();

    /// <summary>Elixir's <c>Range</c>.</summary>
    public static TermCodec<ErlRange> Range { get; } = new RangeCodec();

    /// <summary>One kind of terms.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public static TermCodec<T> TermOf<T>()
        where T : Term => new TermCodecOf<T>();

    /// <summary>Text as <see cref="ErlForm.Atom"/> or <see cref="ErlForm.CharList"/>.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<string> StringAs(ErlForm form) => form == ErlForm.Atom ? new AtomNameCodec() : new CharListCodec();

    /// <summary>Text, or <see cref="ErlForm.Binary"/>.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<Guid> Guid(ErlForm form = ErlForm.Default) => new GuidCodec(form == ErlForm.Binary);

    /// <summary>The struct of Elixir's library Decimal, or <see cref="ErlForm.Text"/>. Integers are read, too.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<decimal> Decimal(ErlForm form = ErlForm.Default) => new DecimalCodec(form == ErlForm.Text);

    /// <summary>Elixir's <c>DateTime</c> where the kind is UTC or local, else <c>NaiveDateTime</c>; or another form of time.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<DateTime> DateTime(ErlForm form = ErlForm.Default) => new DateTimeCodec(form);

    /// <summary>Elixir's <c>DateTime</c>, written in UTC; or another form of time.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<DateTimeOffset> DateTimeOffset(ErlForm form = ErlForm.Default) => new DateTimeOffsetCodec(form);

    /// <summary>Elixir's <c>Date</c>, or <see cref="ErlForm.Erlang"/>.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<DateOnly> DateOnly(ErlForm form = ErlForm.Default) => new DateOnlyCodec(form == ErlForm.Erlang);

    /// <summary>Elixir's <c>Time</c>, or <see cref="ErlForm.Erlang"/>.</summary>
    /// <param name="form">Which.</param>
    public static TermCodec<TimeOnly> TimeOnly(ErlForm form = ErlForm.Default) => new TimeOnlyCodec(form == ErlForm.Erlang);

    /// <summary>An integer, in milliseconds unless said otherwise; a value that is no whole number of them is not written.</summary>
    /// <param name="form">The unit.</param>
    public static TermCodec<TimeSpan> TimeSpan(ErlForm form = ErlForm.Milliseconds) => new TimeSpanCodec(form);

    /// <summary>A type that has a declaration of its own, found when it is first used.</summary>
    /// <typeparam name="T">The type.</typeparam>
    public static TermCodec<T> Declared<T>() => DeclaredCodec<T>.Instance;

    /// <summary>A codec written by hand: what it throws is told as <see cref="TermFormatException"/>.</summary>
    /// <param name="codec">The codec.</param>
    /// <typeparam name="T">The type.</typeparam>
    public static TermCodec<T> ByHand<T>(TermCodec<T> codec) => new HandCodec<T>(codec);
}
