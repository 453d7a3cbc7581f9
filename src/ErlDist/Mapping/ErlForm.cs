namespace ErlDist.Mapping;

/// <summary>What a member is in Erlang where it is not what its type says: <see cref="ErlAsAttribute"/>.</summary>
public enum ErlForm
{
    /// <summary>As its type says.</summary>
    Default,

    /// <summary>A binary of text: decimal (<c>&lt;&lt;"1.20"&gt;&gt;</c>).</summary>
    Text,

    /// <summary>A binary of bytes: Guid (16 bytes in network order).</summary>
    Binary,

    /// <summary>An atom: string.</summary>
    Atom,

    /// <summary>A list of code points, what Erlang calls a string: string.</summary>
    CharList,

    /// <summary>
    /// <c>{{Year, Month, Day}, {Hour, Minute, Second}}</c>, in UTC unless the value says nothing of a zone: DateTime, DateTimeOffset.
    /// <c>{Year, Month, Day}</c>: DateOnly. <c>{Hour, Minute, Second}</c>: TimeOnly. Fractions of a second are cut off.
    /// </summary>
    Erlang,

    /// <summary>An integer, in seconds: TimeSpan; DateTime and DateTimeOffset since 1970 (<c>erlang:system_time(second)</c>).</summary>
    Seconds,

    /// <summary>As <see cref="Seconds"/>, in milliseconds.</summary>
    Milliseconds,

    /// <summary>As <see cref="Seconds"/>, in microseconds.</summary>
    Microseconds,

    /// <summary>As <see cref="Seconds"/>, in nanoseconds.</summary>
    Nanoseconds,

    /// <summary>A list: byte[], and sets in place of an Elixir MapSet.</summary>
    List,

    /// <summary>A keyword list, <c>[{key, Value}, …]</c>: dictionaries; a key that is a string is an atom then.</summary>
    KeywordList,
}
