using System.Globalization;

namespace AkkaErlDist.Soak;

/// <summary>What to run.</summary>
internal sealed record SoakOptions
{
    /// <summary>How to call it.</summary>
    public const string Usage = "usage: AkkaErlDist.Soak [MINUTES] [--members N] [--beams N] [--carrier dot-netty|sockets] [--report FILE]";

    /// <summary>How long, from the moment when all members are up.</summary>
    public double Minutes { get; init; } = 10;

    /// <summary>Members of the cluster, all in this process.</summary>
    public int Members { get; init; } = 20;

    /// <summary>BEAM nodes, each a process.</summary>
    public int Beams { get; init; } = 3;

    /// <summary>The carrier of the members.</summary>
    public string Carrier { get; init; } = "dot-netty";

    /// <summary>Where the report goes, besides the console.</summary>
    public string? Report { get; init; }

    /// <summary>How often memory is looked at. The first look comes after one such time, when all code has run.</summary>
    public TimeSpan CheckpointInterval => TimeSpan.FromMinutes(Math.Min(1, Minutes / 5));

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
                case "--members" when int.TryParse(value, CultureInfo.InvariantCulture, out int members) && members > 1:
                    options = options with { Members = members };
                    i++;
                    break;
                case "--beams" when int.TryParse(value, CultureInfo.InvariantCulture, out int beams) && beams >= 0:
                    options = options with { Beams = beams };
                    i++;
                    break;
                case "--carrier" when value is "dot-netty" or "sockets":
                    options = options with { Carrier = value };
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
