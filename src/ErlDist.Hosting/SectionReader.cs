using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ErlDist.Hosting;

/// <summary>Reads a section of the host's configuration into options: HOCON's spellings too; unknown keys are refused.</summary>
internal static class SectionReader
{
    private const long LargestSize = 1L << 40;

    private static readonly string[] s_codeOnly =
        [nameof(ErlangNodeHostingOptions.Customize), nameof(ErlangNodeHostingOptions.TlsFunctions)];

    private static readonly (string Suffix, long Bytes)[] s_sizes =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("kB", 1000), ("MB", 1_000_000), ("B", 1)];

    /// <summary>Fills the options with what the section says.</summary>
    /// <returns>What is wrong with it, a sentence a fault.</returns>
    public static List<string> Read(IConfiguration section, ErlangNodeHostingOptions options)
    {
        var faults = new List<string>();
        var values = new Dictionary<string, string?>();
        Read(section, typeof(ErlangNodeHostingOptions), "", values, faults);
        if (faults.Count == 0)
        {
            new ConfigurationBuilder().AddInMemoryCollection(values).Build().Bind(options);
        }

        return faults;
    }

    /// <summary>Collects the values of a section as the binder takes them.</summary>
    private static void Read(IConfiguration section, Type options, string place, Dictionary<string, string?> values, List<string> faults)
    {
        var keys = options.GetProperties().Where(p => !s_codeOnly.Contains(p.Name))
            .ToDictionary(p => p.Name, p => Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType, StringComparer.OrdinalIgnoreCase);
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            string name = child.Key.Replace("-", "", StringComparison.Ordinal);
            if (!read.TryAdd(name, child.Path))
            {
                faults.Add($"{read[name]} and {child.Path} are the same key in two spellings: leave one.");
            }
            else if (!keys.TryGetValue(name, out Type? type))
            {
                faults.Add($"{child.Path}: there is no such key.{Hint(name, keys.Keys)}");
            }
            else if (type == typeof(DnsNodesOptions))
            {
                Read(child, type, $"{place}{name}:", values, faults);
            }
            else if (type.IsGenericType)
            {
                ReadMany(child, type.GetGenericTypeDefinition() == typeof(IList<>), place + name, values, faults);
            }
            else if (child.GetChildren().Any())
            {
                faults.Add($"{child.Path} is a section, but must be one value.");
            }
            else if (child.Value is { } value)
            {
                values[place + name] = Converted(child.Path, value, type, faults);
            }
        }
    }

    /// <summary>A list, or a section with names of the user's own; a list in one is its values between commas.</summary>
    private static void ReadMany(IConfigurationSection section, bool isList, string place, Dictionary<string, string?> values, List<string> faults)
    {
        if (section.Value is { Length: > 0 })
        {
            faults.Add($"{section.Path} is '{section.Value}', but must be a {(isList ? "list" : "section")}.");
        }

        foreach (IConfigurationSection entry in section.GetChildren())
        {
            values[$"{place}:{entry.Key}"] = entry.Value ?? string.Join(',', entry.GetChildren().Select(e => e.Value));
        }
    }

    /// <summary>The value as the binder takes it.</summary>
    private static string Converted(string path, string value, Type type, List<string> faults)
    {
        if (type == typeof(TimeSpan))
        {
            return Time(path, value, faults);
        }

        if (type == typeof(int) || type == typeof(long))
        {
            return Whole(path, value, type == typeof(int) ? int.MaxValue : LargestSize, faults);
        }

        if (type == typeof(bool))
        {
            return value.ToUpperInvariant() switch
            {
                "TRUE" or "ON" or "YES" => bool.TrueString,
                "FALSE" or "OFF" or "NO" => bool.FalseString,
                _ => Wrong(path, value, "true or false", faults),
            };
        }

        if (type.IsEnum && !Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            return Wrong(path, value, string.Join(" or ", Enum.GetNames(type).Select(n => n.ToLowerInvariant())), faults);
        }

        return value;
    }

    private static string Time(string path, string value, List<string> faults) => TimeText.Parse(value) is { Ticks: >= 0 } time
        ? time.ToString("c", CultureInfo.InvariantCulture)
        : Wrong(path, value, "a time with its unit: 60 s, 500 ms, 2 m or 00:01:00", faults);

    private static string Whole(string path, string value, long max, List<string> faults)
    {
        (string? suffix, long bytes) = path.EndsWith("Size", StringComparison.OrdinalIgnoreCase)
            ? s_sizes.FirstOrDefault(u => value.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase))
            : default;
        string digits = suffix is null ? value : value[..^suffix.Length].Trim();
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= max / Math.Max(1, bytes)
            ? (number * Math.Max(1, bytes)).ToString(CultureInfo.InvariantCulture)
            : Wrong(path, value, $"a whole number from 0 to {max}{(path.EndsWith("Size", StringComparison.OrdinalIgnoreCase) ? ", or a size such as 64 MiB" : "")}", faults);
    }

    private static string Wrong(string path, string value, string wanted, List<string> faults)
    {
        faults.Add($"{path} is '{value}'; write {wanted}.");
        return value;
    }

    private static string Hint(string name, IReadOnlyCollection<string> known) =>
        Misspelling.Nearest(name, known, static word => word.ToUpperInvariant()) is { } near ? $" Did you mean {near}?" : $" There are {string.Join(", ", known)}.";
}
