using System.Globalization;

namespace ErlDist.Soak;

/// <summary>What to run.</summary>
internal sealed record SoakOptions
{
    /// <summary>How to call it.</summary>
    public const string Usage = "usage: ErlDist.Soak [MINUTES] [--nodes N] [--seed N] [--report FILE]";

    /// <summary>How long; the last sessions end a little later.</summary>
    public double Minutes { get; init; } = 30;

    /// <summary>How many BEAM nodes there are at a time.</summary>
    public int Nodes { get; init; } = 4;

    /// <summary>Where the random numbers begin.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the table goes, besides the console.</summary>
    public string? Report { get; init; }

    /// <summary>How often everything rests and is counted.</summary>
    public TimeSpan CheckpointInterval => TimeSpan.FromMinutes(Math.Clamp(Minutes / 4, 0.5, 5));

    /// <summary>
    /// How long it rests. .NET's shared array pool and thread pool let go of what nobody has used for a minute; a short run has no
    /// time for that, and looks less closely.
    /// </summary>
    public TimeSpan Rest => Minutes >= 10 ? TimeSpan.FromSeconds(65) : TimeSpan.Zero;

    /// <summary>How much the managed heap may grow between the first and the last rest, in bytes.</summary>
    public long HeapSlack => (Rest > TimeSpan.Zero ? 4 : 16) * 1024 * 1024;

    /// <summary>Reads a command line.</summary>
    /// <returns>Null for a wrong one.</returns>
    public static SoakOptions? Parse(string[] args)
    {
        var options = new SoakOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--nodes" when int.TryParse(value, CultureInfo.InvariantCulture, out int nodes) && nodes > 0:
                    options = options with { Nodes = nodes };
                    i++;
                    break;
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out int seed):
                    options = options with { Seed = seed };
                    i++;
                    break;
                case "--report" when value.Length > 0:
                    options = options with { Report = value };
                    i++;
                    break;
                case var text when double.TryParse(text, CultureInfo.InvariantCulture, out double minutes) && minutes > 0:
                    options = options with { Minutes = minutes };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
