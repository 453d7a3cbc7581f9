using System.Globalization;

namespace ErlDist.Fuzz;

/// <summary>What to run.</summary>
public sealed record FuzzOptions
{
    /// <summary>How to call it.</summary>
    public const string Usage = "usage: ErlDist.Fuzz [--cases N | --endless] [--seed N] [--layer NAME]";

    /// <summary>How many cases; null = without end.</summary>
    public long? Cases { get; init; } = 100_000;

    /// <summary>Where the random numbers begin; a case depends on it, its layer and its number alone.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The only layer to run; null = all in turn.</summary>
    public string? Layer { get; init; }

    /// <summary>The longest that a case may take.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a case may allocate at most, besides <see cref="MaxBytesPerByte"/> for each byte of it.</summary>
    public long MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>What a case may allocate for each byte of it.</summary>
    public long MaxBytesPerByte { get; init; } = 512;

    /// <summary>Reads a command line.</summary>
    /// <returns>Null for a wrong one.</returns>
    public static FuzzOptions? Parse(string[] args)
    {
        var options = new FuzzOptions();
        for (int i = 0; i < args.Length; i++)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--endless":
                    options = options with { Cases = null };
                    break;
                case "--cases" when long.TryParse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long cases):
                    options = options with { Cases = cases };
                    i++;
                    break;
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out int seed):
                    options = options with { Seed = seed };
                    i++;
                    break;
                case "--layer" when value.Length > 0:
                    options = options with { Layer = value };
                    i++;
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
