using System.Globalization;
using ErlDist.Benchmarks.Workloads;

namespace ErlDist.Benchmarks.Reporting;

/// <summary>What a user would pick in our place, and how many times as fast this is: one line of the README.</summary>
/// <param name="Instead">What one would pick.</param>
/// <param name="Here">What this project has for it.</param>
/// <param name="Other">The id of its pair.</param>
/// <param name="Ours">The id of our pair.</param>
internal sealed record Comparison(string Instead, string Here, string Other, string Ours)
{
    private static readonly IReadOnlyList<string> s_workloads = ["rtt", "pingpong", "oneway", "terms"];

    public static IReadOnlyList<Comparison> All { get; } =
    [
        new("OTP 29, both ends", "ErlDist, both ends", "otp29", "erldist"),
        new("OTP 29 towards OTP 29", "ErlDist towards OTP 29", "otp29", "erldist-otp29"),
        new("JInterface towards OTP 29, plain TCP", "ErlDist towards OTP 29, TLS", "jinterface", "erldist-otp29"),
        new("ei towards OTP 29, plain TCP", "ErlDist towards OTP 29, TLS", "ei", "erldist-otp29"),
        new("Akka's dot-netty.tcp with TLS", "Akka here, carrier dot-netty", "akka-dot-netty", "akka-erl-dist"),
        new("Akka's dot-netty.tcp with TLS", "Akka here, carrier sockets", "akka-dot-netty", "akka-erl-dist-sockets"),
        new("raw SslStream, no protocol", "ErlDist, both ends", "ssl-keep", "erldist"),
    ];

    /// <summary>The line: the range of all cells that both have, and the worst.</summary>
    public string? Line(ResultSet results)
    {
        List<(string Cell, double Factor)> cells = [.. from point in WorkloadCatalog.Points(quick: false)
                                                       where s_workloads.Contains(point.Workload)
                                                       let factor = Factor(results, point)
                                                       where factor is not null
                                                       orderby factor
                                                       select (point.Title, factor.Value)];
        return cells.Count == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"| {Instead} | {Here} | {cells[0].Factor:0.0#} to {cells[^1].Factor:0.0#} | {cells[0].Cell} |\n");
    }

    private double? Factor(ResultSet results, Point point)
    {
        string metric = point.Main.Name;
        double? ours = Middle.Of(new Figure(Ours, point.Id, metric).In(results))?.Median;
        double? other = Middle.Of(new Figure(Other, point.Id, metric).In(results))?.Median;
        return point is RoundTripPoint ? other / ours : ours / other;
    }
}
