using ErlDist.Terms;

namespace ErlDist.Mapping.Codecs;

/// <summary>Elixir's <c>DateTime</c>, <c>NaiveDateTime</c>, <c>Date</c> and <c>Time</c>, in its ISO calendar.</summary>
internal struct ElixirTime
{
    private const int MicrosecondDigits = 6;
    private const string EtcUtc = "Etc/UTC";
    private const string Utc = "UTC";

    public static readonly Atom DateTime = Atom.Get("Elixir.DateTime");
    public static readonly Atom NaiveDateTime = Atom.Get("Elixir.NaiveDateTime");
    public static readonly Atom Date = Atom.Get("Elixir.Date");
    public static readonly Atom Time = Atom.Get("Elixir.Time");

    private const int Missing = -1;

    private long _year = Missing, _month = Missing, _day = Missing, _hour = Missing, _minute = Missing, _second = Missing, _microsecond = Missing;
    private long _utcOffset, _stdOffset;
    private readonly int _offset;
    private Atom? _struct;

    private ElixirTime(int offset) => _offset = offset;

    public readonly bool HasZone => _struct!.Equals(DateTime);

    /// <summary>Elixir counts in microseconds: what is finer is cut off.</summary>
    public static void Write(ref TermWriter writer, DateTime value, Atom module)
    {
        bool hasDate = !module.Equals(Time), hasClock = !module.Equals(Date), hasZone = module.Equals(DateTime);
        writer.WriteMapHeader(2 + (hasDate ? 3 : 0) + (hasClock ? 4 : 0) + (hasZone ? 4 : 0));
        writer.WriteAtom(ElixirNames.Struct);
        writer.WriteAtom(module);
        writer.WriteAtom("calendar");
        writer.WriteAtom(ElixirNames.Iso);
        if (hasDate)
        {
            WriteField(ref writer, "year", value.Year);
            WriteField(ref writer, "month", value.Month);
            WriteField(ref writer, "day", value.Day);
        }

        if (hasClock)
        {
            long microsecond = value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
            WriteField(ref writer, "hour", value.Hour);
            WriteField(ref writer, "minute", value.Minute);
            WriteField(ref writer, "second", value.Second);
            writer.WriteAtom("microsecond");
            writer.WriteTupleHeader(2);
            writer.WriteInt64(microsecond);
            writer.WriteInt64(microsecond == 0 ? 0 : MicrosecondDigits);
        }

        if (hasZone)
        {
            writer.WriteAtom("time_zone");
            writer.WriteString(EtcUtc);
            writer.WriteAtom("zone_abbr");
            writer.WriteString(Utc);
            WriteField(ref writer, "utc_offset", 0);
            WriteField(ref writer, "std_offset", 0);
        }
    }

    public static ElixirTime Read(ref TermReader reader, Atom module, Atom? orModule)
    {
        TermPlace found = reader.Place;
        var time = new ElixirTime(found.Offset);
        if (reader.Peek() == TermKind.Map)
        {
            for (int pairs = reader.ReadMapHeader(); pairs > 0; pairs--)
            {
                time.ReadField(ref reader);
            }

            time.Complete();
        }

        return time._struct is not null && (time._struct.Equals(module) || time._struct.Equals(orModule))
            ? time
            : throw new TermFormatException(
                $"Elixir's {ElixirNames.ModuleOf(module)} expected, found {(time._struct is { } other ? ElixirNames.ModuleOf(other) : reader.FoundText(found))}", found.Offset);
    }

    public readonly DateTime ToDateTime()
    {
        if (_microsecond == Missing)
        {
            throw new TermFormatException($"Elixir's {ElixirNames.ModuleOf(_struct!)} without microsecond", _offset);
        }

        try
        {
            return new DateTime(checked((int)_year), checked((int)_month), checked((int)_day), checked((int)_hour), checked((int)_minute), checked((int)_second))
                .AddTicks(checked(_microsecond * TimeSpan.TicksPerMicrosecond));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new TermFormatException("no time of the years 1 to 9999", _offset, e);
        }
    }

    /// <summary>With the offset that the zone had then, its rules being Elixir's affair.</summary>
    public readonly DateTimeOffset ToDateTimeOffset()
    {
        try
        {
            return new DateTimeOffset(ToDateTime(), TimeSpan.FromSeconds(checked(_utcOffset + _stdOffset)));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new TermFormatException("no time, or one whose offset System.DateTimeOffset does not hold: whole minutes, 14 hours at most", _offset, e);
        }
    }

    private static void WriteField(ref TermWriter writer, string name, int value)
    {
        writer.WriteAtom(name);
        writer.WriteInt64(value);
    }

    /// <summary>A time has no date, and a date no time.</summary>
    private void Complete()
    {
        if (Time.Equals(_struct))
        {
            (_year, _month, _day) = (1, 1, 1);
        }
        else if (Date.Equals(_struct))
        {
            (_hour, _minute, _second, _microsecond) = (0, 0, 0, 0);
        }
    }

    private void ReadField(ref TermReader reader)
    {
        if (reader.Peek() != TermKind.Atom)
        {
            reader.Skip();
            reader.Skip();
            return;
        }

        switch (reader.ReadAtom().Name)
        {
            case "__struct__":
                _struct = reader.ReadAtom();
                break;
            case "year":
                _year = reader.ReadInt64();
                break;
            case "month":
                _month = reader.ReadInt64();
                break;
            case "day":
                _day = reader.ReadInt64();
                break;
            case "hour":
                _hour = reader.ReadInt64();
                break;
            case "minute":
                _minute = reader.ReadInt64();
                break;
            case "second":
                _second = reader.ReadInt64();
                break;
            case "utc_offset":
                _utcOffset = reader.ReadInt64();
                break;
            case "std_offset":
                _stdOffset = reader.ReadInt64();
                break;
            case "microsecond":
                ReadMicrosecond(ref reader);
                break;
            case "calendar":
                ReadCalendar(ref reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadMicrosecond(ref TermReader reader)
    {
        if (reader.ReadTupleHeader() != 2)
        {
            throw new TermFormatException("{Microsecond, Precision} expected", reader.Consumed);
        }

        _microsecond = reader.ReadInt64();
        reader.Skip();
        if (_microsecond is < 0 or > 999_999)
        {
            throw new TermFormatException("a microsecond from 0 to 999999 expected", reader.Consumed);
        }
    }

    private static void ReadCalendar(ref TermReader reader)
    {
        Atom calendar = reader.ReadAtom();
        if (!calendar.Equals(ElixirNames.Iso))
        {
            throw new TermFormatException($"Calendar.ISO expected, found {ElixirNames.ModuleOf(calendar)}", reader.Consumed);
        }
    }
}
