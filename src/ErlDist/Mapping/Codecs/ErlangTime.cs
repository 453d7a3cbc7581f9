using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

/// <summary><c>calendar:datetime()</c>, <c>{{Year, Month, Day}, {Hour, Minute, Second}}</c>.</summary>
internal static class ErlangTime
{
    public static void Write(ref TermWriter writer, DateTime value)
    {
        writer.WriteTupleHeader(2);
        WriteThree(ref writer, value.Year, value.Month, value.Day);
        WriteThree(ref writer, value.Hour, value.Minute, value.Second);
    }

    /// <summary>Nothing tells its zone.</summary>
    public static DateTime Read(ref TermReader reader)
    {
        if (reader.Peek() != TermKind.Tuple || reader.ReadTupleHeader() != 2)
        {
            throw new TermFormatException("{{Year, Month, Day}, {Hour, Minute, Second}} expected", reader.Consumed);
        }

        return ReadDate(ref reader) + ReadClock(ref reader);
    }

    public static DateTime ReadDate(ref TermReader reader)
    {
        int offset = reader.Consumed;
        (long year, long month, long day) = ReadThree(ref reader, "{Year, Month, Day}");
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)year, (int)month)
            ? new DateTime((int)year, (int)month, (int)day)
            : throw new TermFormatException($"{{{year},{month},{day}}} is no date of the years 1 to 9999", offset);
    }

    public static TimeSpan ReadClock(ref TermReader reader)
    {
        int offset = reader.Consumed;
        (long hour, long minute, long second) = ReadThree(ref reader, "{Hour, Minute, Second}");
        return hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60
            ? new TimeSpan((int)hour, (int)minute, (int)second)
            : throw new TermFormatException($"{{{hour},{minute},{second}}} is no time of day", offset);
    }

    public static void WriteThree(ref TermWriter writer, int first, int second, int third)
    {
        writer.WriteTupleHeader(3);
        writer.WriteInt64(first);
        writer.WriteInt64(second);
        writer.WriteInt64(third);
    }

    private static (long First, long Second, long Third) ReadThree(ref TermReader reader, string expected)
    {
        TermPlace found = reader.Place;
        return reader.Peek() == TermKind.Tuple && reader.ReadTupleHeader() == 3
            ? (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64())
            : throw new TermFormatException($"{expected} expected, found {reader.FoundText(found)}", found.Offset);
    }
}
