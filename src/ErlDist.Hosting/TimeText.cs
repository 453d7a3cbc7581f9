using System.Globalization;
using System.Text.RegularExpressions;

namespace ErlDist.Hosting;

/// <summary>
/// A time as a configuration has it: with its unit, in HOCON's words for those, or as .NET writes it, hours:minutes:seconds. A number alone could be
/// anything: 60 would be days to .NET, milliseconds to Akka and seconds to Erlang. AkkaErlDist compiles this file, too.
/// </summary>
internal static partial class TimeText
{
    /// <returns>Null where it is no time.</returns>
    public static TimeSpan? Parse(string text)
    {
        text = text.Trim();
        return text.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.TryParseExact(text, ["c", "g"], CultureInfo.InvariantCulture, out TimeSpan clock) ? clock : null
            : WithUnit().Match(text) is { Success: true } match ? Of(match) : null;
    }

    private static TimeSpan? Of(Match match)
    {
        double seconds = match.Groups[2].Value switch
        {
            "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => 0.001,
            "s" or "second" or "seconds" => 1,
            "m" or "minute" or "minutes" => 60,
            "h" or "hour" or "hours" => 3600,
            "d" or "day" or "days" => 86_400,
            _ => double.NaN,
        } * double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([a-z]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithUnit();
}
