using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaErlDist.Bridge.Addresses;

namespace AkkaErlDist.Configuration;

/// <summary>A HOCON section that knows its own path, so that every complaint names the key at fault.</summary>
internal sealed class HoconSection(Config config, string path)
{
    public string Path { get; } = path;

    /// <summary>The section's own keys, without quotes, and their values; a key may hold dots.</summary>
    public IEnumerable<KeyValuePair<string, HoconValue>> Entries =>
        config.IsEmpty ? [] : config.AsEnumerable().Select(pair => KeyValuePair.Create(pair.Key.Trim('"'), pair.Value));

    public string KeyPath(string key) => $"{Path}.{key}";

    public bool Has(string key) => config.HasPath(key);

    public HoconSection Section(string key) => new(config.GetConfig(key) ?? Config.Empty, KeyPath(key));

    public HoconValue Value(string key) =>
        config.HasPath(key) ? config.GetValue(key) : throw Error(key, "is missing");

    public string Text(string key) => Value(key).GetString() ?? "";

    /// <summary>The text, or null when it is empty.</summary>
    public string? OptionalText(string key) => Text(key) is { Length: > 0 } text ? text : null;

    /// <summary>A host as Erlang has it: an IPv6 address may stand in brackets, as in an Akka address, or not.</summary>
    public string? OptionalHost(string key) => OptionalText(key) is { } host ? AkkaAddress.ErlangHostOf(host) : null;

    public bool Switch(string key) => Text(key) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var other => throw Error(key, $"is \"{other}\", but must be on or off"),
    };

    public int Number(string key, int min, int max)
    {
        var text = Text(key);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= min && number <= max
            ? number
            : throw Error(key, $"is \"{text}\", but must be a whole number from {min} to {max}");
    }

    public int? OptionalNumber(string key, int min, int max) =>
        OptionalText(key) is null ? null : Number(key, min, max);

    public int Port(string key) => Number(key, 0, ushort.MaxValue);

    public TimeSpan Duration(string key, TimeSpan min)
    {
        TimeSpan duration;
        try
        {
            duration = Value(key).GetTimeSpan(allowInfinite: false);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            throw Error(key, $"is \"{Text(key)}\", but must be a duration such as \"7 s\"");
        }

        return duration >= min ? duration : throw Error(key, $"is \"{Text(key)}\", but must be {min.TotalSeconds} s or more");
    }

    public int ByteSize(string key, int min)
    {
        long size;
        try
        {
            size = Value(key).GetByteSize() ?? throw Error(key, "is empty, but must be a size such as \"4 MiB\"");
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException)
        {
            throw Error(key, $"is \"{Text(key)}\", but must be a size such as \"4 MiB\"");
        }

        return size >= min && size <= int.MaxValue
            ? (int)size
            : throw Error(key, $"is \"{Text(key)}\", but must be from {min} to {int.MaxValue} bytes");
    }

    public int? OptionalByteSize(string key, int min) => OptionalText(key) is null ? null : ByteSize(key, min);

    public T Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
    {
        var text = Text(key);
        return choices.TryGetValue(text, out T? choice)
            ? choice
            : throw Error(key, $"is \"{text}\", but must be one of {string.Join(", ", choices.Keys)}");
    }

    public IReadOnlyList<string> Texts(string key)
    {
        HoconValue value = Value(key);
        return value.IsString() ? throw Error(key, "must be a list, as in [\"a\", \"b\"]") : [.. value.GetStringList()];
    }

    public ConfigurationException Error(string key, string complaint) => new($"{KeyPath(key)} {complaint}.");

    public ConfigurationException Error(string key, string complaint, Exception cause) =>
        new($"{KeyPath(key)} {complaint}: {cause.Message}", cause);
}
