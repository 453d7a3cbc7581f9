using ErlDist.Mapping.Generated;

namespace ErlDist.Mapping.Codecs;

/// <summary>A point in time as an integer since 1970, and a length of time as one.</summary>
internal static class Units
{
    private const long TicksOfEpoch = 621_355_968_000_000_000;
    private const int NanosecondsPerTick = 100;

    public static bool IsUnit(ErlForm form) => form is ErlForm.Seconds or ErlForm.Milliseconds or ErlForm.Microseconds or ErlForm.Nanoseconds;

    /// <summary>A moment: what is finer than the unit is cut off, as erlang:system_time/1 does.</summary>
    public static void WriteMoment(ref TermWriter writer, long utcTicks, ErlForm unit)
    {
        long ticks = utcTicks - TicksOfEpoch;
        if (unit == ErlForm.Nanoseconds)
        {
            writer.WriteBigInteger((System.Numerics.BigInteger)ticks * NanosecondsPerTick);
        }
        else
        {
            long per = TicksPer(unit);
            writer.WriteInt64((ticks - (((ticks % per) + per) % per)) / per);
        }
    }

    public static long ReadMoment(ref TermReader reader, ErlForm unit)
    {
        int offset = reader.Consumed;
        Int128 ticks = ReadTicks(ref reader, unit, exactly: false) + TicksOfEpoch;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? (long)ticks
            : throw new TermFormatException("a time within the years 1 to 9999 expected", offset);
    }

    public static void WriteSpan(ref TermWriter writer, TimeSpan value, ErlForm unit)
    {
        if (unit == ErlForm.Nanoseconds)
        {
            writer.WriteBigInteger((System.Numerics.BigInteger)value.Ticks * NanosecondsPerTick);
            return;
        }

        (long whole, long rest) = Math.DivRem(value.Ticks, TicksPer(unit));
        if (rest != 0)
        {
            throw new TermFormatException(
                $"{value} is no whole number of {Name(unit)}: round it, or declare the member with [ErlAs(ErlForm.Nanoseconds)]",
                (int)Math.Min(writer.Written, int.MaxValue));
        }

        writer.WriteInt64(whole);
    }

    public static TimeSpan ReadSpan(ref TermReader reader, ErlForm unit)
    {
        int offset = reader.Consumed;
        Int128 ticks = ReadTicks(ref reader, unit, exactly: true);
        return ticks >= TimeSpan.MinValue.Ticks && ticks <= TimeSpan.MaxValue.Ticks
            ? TimeSpan.FromTicks((long)ticks)
            : throw new TermFormatException("a time beyond what System.TimeSpan holds", offset);
    }

    private static Int128 ReadTicks(ref TermReader reader, ErlForm unit, bool exactly)
    {
        int offset = reader.Consumed;
        Int128 value = TermCodecs.Int128.Read(ref reader);
        if (unit != ErlForm.Nanoseconds)
        {
            return value > long.MaxValue || value < long.MinValue ? Int128.MaxValue / 2 : value * TicksPer(unit);
        }

        Int128 ticks = value / NanosecondsPerTick;
        return !exactly || ticks * NanosecondsPerTick == value
            ? value < 0 && ticks * NanosecondsPerTick != value ? ticks - 1 : ticks
            : throw new TermFormatException($"a number of nanoseconds that {NanosecondsPerTick} divides expected, which is what System.TimeSpan counts in", offset);
    }

    private static long TicksPer(ErlForm unit) => unit switch
    {
        ErlForm.Seconds => TimeSpan.TicksPerSecond,
        ErlForm.Microseconds => TimeSpan.TicksPerMicrosecond,
        _ => TimeSpan.TicksPerMillisecond,
    };

    private static string Name(ErlForm unit) => unit switch
    {
        ErlForm.Seconds => "seconds",
        ErlForm.Microseconds => "microseconds",
        _ => "milliseconds",
    };
}

internal sealed class TimeSpanCodec(ErlForm form) : TermCodec<TimeSpan>
{
    private readonly ErlForm _unit = form == ErlForm.Default ? ErlForm.Milliseconds : form;

    public override void Write(ref TermWriter writer, TimeSpan value) => Units.WriteSpan(ref writer, value, _unit);

    public override TimeSpan Read(ref TermReader reader) => Units.ReadSpan(ref reader, _unit);
}

internal sealed class DateTimeCodec(ErlForm form) : TermCodec<DateTime>
{
    public override void Write(ref TermWriter writer, DateTime value)
    {
        DateTime time = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        if (Units.IsUnit(form))
        {
            Units.WriteMoment(ref writer, time.Ticks, form);
        }
        else if (form == ErlForm.Erlang)
        {
            ErlangTime.Write(ref writer, time);
        }
        else
        {
            ElixirTime.Write(ref writer, time, time.Kind == DateTimeKind.Utc ? ElixirTime.DateTime : ElixirTime.NaiveDateTime);
        }
    }

    public override DateTime Read(ref TermReader reader)
    {
        if (Units.IsUnit(form))
        {
            return new DateTime(Units.ReadMoment(ref reader, form), DateTimeKind.Utc);
        }

        if (form == ErlForm.Erlang)
        {
            return ErlangTime.Read(ref reader);
        }

        var time = ElixirTime.Read(ref reader, ElixirTime.DateTime, ElixirTime.NaiveDateTime);
        return time.HasZone ? time.ToDateTimeOffset().UtcDateTime : time.ToDateTime();
    }
}

internal sealed class DateTimeOffsetCodec(ErlForm form) : TermCodec<DateTimeOffset>
{
    public override void Write(ref TermWriter writer, DateTimeOffset value)
    {
        if (Units.IsUnit(form))
        {
            Units.WriteMoment(ref writer, value.UtcTicks, form);
        }
        else if (form == ErlForm.Erlang)
        {
            ErlangTime.Write(ref writer, value.UtcDateTime);
        }
        else
        {
            ElixirTime.Write(ref writer, value.UtcDateTime, ElixirTime.DateTime);
        }
    }

    public override DateTimeOffset Read(ref TermReader reader) =>
        Units.IsUnit(form) ? new DateTimeOffset(Units.ReadMoment(ref reader, form), TimeSpan.Zero)
        : form == ErlForm.Erlang ? new DateTimeOffset(ErlangTime.Read(ref reader), TimeSpan.Zero)
        : ElixirTime.Read(ref reader, ElixirTime.DateTime, null).ToDateTimeOffset();
}

internal sealed class DateOnlyCodec(bool asErlang) : TermCodec<DateOnly>
{
    public override void Write(ref TermWriter writer, DateOnly value)
    {
        if (asErlang)
        {
            ErlangTime.WriteThree(ref writer, value.Year, value.Month, value.Day);
        }
        else
        {
            ElixirTime.Write(ref writer, value.ToDateTime(TimeOnly.MinValue), ElixirTime.Date);
        }
    }

    public override DateOnly Read(ref TermReader reader) =>
        DateOnly.FromDateTime(asErlang ? ErlangTime.ReadDate(ref reader) : ElixirTime.Read(ref reader, ElixirTime.Date, null).ToDateTime());
}

internal sealed class TimeOnlyCodec(bool asErlang) : TermCodec<TimeOnly>
{
    public override void Write(ref TermWriter writer, TimeOnly value)
    {
        if (asErlang)
        {
            ErlangTime.WriteThree(ref writer, value.Hour, value.Minute, value.Second);
        }
        else
        {
            ElixirTime.Write(ref writer, new DateTime(value.Ticks), ElixirTime.Time);
        }
    }

    public override TimeOnly Read(ref TermReader reader) => asErlang
        ? TimeOnly.FromTimeSpan(ErlangTime.ReadClock(ref reader))
        : TimeOnly.FromDateTime(ElixirTime.Read(ref reader, ElixirTime.Time, null).ToDateTime());
}
