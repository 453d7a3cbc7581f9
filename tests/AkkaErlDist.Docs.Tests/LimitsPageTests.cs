using System.Globalization;
using System.Reflection;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace AkkaErlDist.Docs.Tests;

/// <summary>The pages have every limit with its default.</summary>
public sealed class LimitsPageTests
{
    [Fact]
    public void Limits_of_a_node() =>
        Assert.Equal(
            Limits(NodeLimits.Default).Concat(Limits(WireLimits.Default)).Concat(Limits(new EpmdServerLimits())).Order(StringComparer.Ordinal),
            Repository.Table("limits.md", "limits").Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));

    [Fact]
    public void Limits_of_a_term()
    {
        string page = Repository.Read("docs/terms.md");
        string limits = page[page.IndexOf("## Limits", StringComparison.Ordinal)..];
        Assert.Equal(
            Limits(TermLimits.Default).Select(limit => limit.Replace("TermLimits.", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Repository.Rows(limits).Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Limits(object limits) => limits.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType == typeof(TimeSpan))
        .Select(property => $"`{limits.GetType().Name}.{property.Name}` {Text(property.Name, property.GetValue(limits)!)}");

    private static string Text(string name, object value) => value is TimeSpan time
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s")
        : Text(Convert.ToInt64(value, CultureInfo.InvariantCulture), name.EndsWith("Bytes", StringComparison.Ordinal));

    private static string Text(long value, bool isSize) => (isSize, value) switch
    {
        (true, >= 1024 * 1024) => string.Create(CultureInfo.InvariantCulture, $"{value / 1024 / 1024} MiB"),
        (true, _) => string.Create(CultureInfo.InvariantCulture, $"{value / 1024} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:#,0}"),
    };
}
