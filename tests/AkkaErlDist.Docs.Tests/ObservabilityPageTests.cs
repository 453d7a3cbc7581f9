using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using AkkaErlDist.Hosting;
using ErlDist;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;

namespace AkkaErlDist.Docs.Tests;

/// <summary>docs/observability.md has every instrument and every event as the code has them.</summary>
public sealed partial class ObservabilityPageTests
{
    private static readonly Assembly[] s_assemblies =
        [typeof(ErlangNode).Assembly, typeof(ErlangDistribution).Assembly, typeof(ErlangDistributionOptions).Assembly];

    [Fact]
    public async Task Every_instrument_with_its_kind_and_unit()
    {
        var published = new ConcurrentDictionary<string, Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ErlangNode.InstrumentationName)
            {
                published[instrument.Name] = instrument;
            }
        };
        listener.Start();
        _ = new TlsAuthentication(new TlsOptions { Server = new() { Verify = TlsVerify.None }, Client = new() { Verify = TlsVerify.None } });
        await using ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions { ProtoDist = "inet_tcp", Cookie = new("docs"), Listen = false });
        Assert.Equal(
            published.Values.Select(i => $"`{i.Name}` {Kind(i)} `{i.Unit}`").Order(),
            Repository.Table("observability.md", "metrics").Select(row => $"{row[0]} {row[1]} {row[2]}").Order());
    }

    [Fact]
    public void The_dashboard_shows_every_instrument_under_the_name_that_prometheus_has()
    {
        string dashboard = Repository.Read("examples/grafana/erldist.json");
        string[] names = [.. Repository.Table("observability.md", "metrics").Select(row => PrometheusName(row[0].Trim('`'), row[1], row[2].Trim('`')))];
        Assert.DoesNotContain(names, name => !dashboard.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Metric().Matches(dashboard).Select(match => match.Value), found => !names.Any(name => found.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_event_with_its_level_and_text()
    {
        string[] events = [.. Events().Select(e => $"{e.EventId} {Level(e)} {e.Message}")];
        Assert.Equal(
            events.Order(StringComparer.Ordinal),
            Repository.Table("observability.md", "events").Select(row => string.Join(' ', row).Replace("*", "", StringComparison.Ordinal))
                .Select(row => events.Contains(row) ? row : WithoutLevel(row)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_event_has_an_id_of_its_own() =>
        Assert.Empty(Events().GroupBy(e => e.EventId).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join("; ", same.Select(e => e.Message))}"));

    private static IEnumerable<LoggerMessageAttribute> Events() => s_assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>();

    /// <summary>Whose level the caller chooses has none in the attribute.</summary>
    private static string Level(LoggerMessageAttribute e) => e.Level == LogLevel.None ? "" : e.Level.ToString();

    private static string WithoutLevel(string row)
    {
        string[] parts = row.Split(' ', 3);
        return $"{parts[0]}  {parts[2]}";
    }

    /// <summary>As OpenTelemetry's exporters write it: the unit behind the name, and what a counter ends with.</summary>
    private static string PrometheusName(string name, string kind, string unit) =>
        name.Replace('.', '_')
        + unit switch { "s" => "_seconds", "By" => "_bytes", "d" => "_days", _ => "" }
        + (kind == "counter" ? "_total" : "");

    private static string Kind(Instrument instrument) => instrument.GetType().Name switch
    {
        "Histogram`1" => "histogram",
        "Counter`1" or "ObservableCounter`1" => "counter",
        "UpDownCounter`1" or "ObservableUpDownCounter`1" => "up-down counter",
        _ => "gauge",
    };

    [GeneratedRegex(@"erldist(_[a-z]+)+(?=[{\[])")]
    private static partial Regex Metric();
}
