using System.CommandLine;
using System.Globalization;

namespace ErlDist.Tool.Line;

/// <summary>The options that every command has beside erl's flags.</summary>
internal sealed record ToolOptions
{
    private static readonly Dictionary<string, string> s_short = new()
    {
        ["-p"] = "--profile",
        ["-q"] = "--quiet",
        ["-v"] = "--verbose",
        ["-h"] = "--help",
        ["-?"] = "--help",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "Every result as one JSON object a line.", Recursive = true };
    private static readonly Option<bool> s_quiet = new("--quiet") { Description = "-q: no warnings, only results and errors.", Recursive = true };
    private static readonly Option<bool> s_verbose = new("--verbose") { Description = "-v: what the node does, on stderr.", Recursive = true };

    private static readonly Option<string?> s_timeout = new("--timeout")
    {
        Description = "The limit of the whole command, 0.5 or 30 or infinity.",
        HelpName = "SECONDS",
        Recursive = true,
    };

    private static readonly Option<string?> s_profile = new("--profile")
    {
        Description = "-p: flags that 'erldist profile add NAME …' keeps; those on the line count before them.",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>All of them, as the parser knows them.</summary>
    public static IReadOnlyList<Option> All { get; } = [s_json, s_quiet, s_verbose, s_timeout, s_profile];

    /// <summary><c>--json</c>.</summary>
    public bool Json { get; init; }

    /// <summary><c>--quiet</c>.</summary>
    public bool Quiet { get; init; }

    /// <summary><c>--verbose</c>.</summary>
    public bool Verbose { get; init; }

    /// <summary><c>--timeout</c>; null if not given, endless for <c>infinity</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <exception cref="UsageException">A value is of the wrong kind.</exception>
    public static ToolOptions From(ParseResult parsed) => new()
    {
        Json = parsed.GetValue(s_json),
        Quiet = parsed.GetValue(s_quiet),
        Verbose = parsed.GetValue(s_verbose),
        Timeout = parsed.GetValue(s_timeout) is { } text ? Seconds("--timeout", text) : null,
    };

    /// <summary>Time in seconds as the options take it.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan Seconds(string option, string text)
    {
        const double Most = 1e6;
        return text == "infinity" ? System.Threading.Timeout.InfiniteTimeSpan
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= Most
                ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option} takes seconds, such as 0.5 or 30, not '{text}'.");
    }

    /// <summary>
    /// Takes our own options with their values out of a line, so that what is left is erl's to read: <c>--word</c>, and the short
    /// forms above, which are no flags of erl's.
    /// </summary>
    /// <param name="args">The line.</param>
    /// <param name="takesValue">Whether an option takes one, which is then the next word.</param>
    public static (List<string> Own, List<string> Others) Split(IEnumerable<string> args, Func<string, bool> takesValue)
    {
        List<string> own = [], others = [];
        using IEnumerator<string> next = args.GetEnumerator();
        while (next.MoveNext())
        {
            string word = s_short.GetValueOrDefault(next.Current, next.Current);
            if (word is not ['-', '-', _, ..])
            {
                others.Add(word);
                continue;
            }

            own.Add(word);
            if (takesValue(word) && next.MoveNext())
            {
                own.Add(next.Current);
            }
        }

        return (own, others);
    }

    /// <summary>The value of <c>--profile</c> among our own words, which is needed before they are parsed.</summary>
    public static string? ProfileIn(List<string> own)
    {
        const string Name = "--profile";
        int at = own.FindIndex(w => w == Name || w.StartsWith(Name + "=", StringComparison.Ordinal));
        return at < 0 ? null
            : own[at] != Name ? own[at][(Name.Length + 1)..]
            : own.ElementAtOrDefault(at + 1);
    }
}
