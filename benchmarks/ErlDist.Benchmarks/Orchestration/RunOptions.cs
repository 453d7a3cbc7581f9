using System.Globalization;

namespace ErlDist.Benchmarks.Orchestration;

/// <summary>The command line of a run.</summary>
internal sealed record RunOptions
{
    /// <summary>The workloads to run.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>The ids of the pairs to run; empty for all.</summary>
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>Rounds, in each of which every pair has its turn.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>How long one measurement takes; that of mixed takes three times as long.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(0.4);

    /// <summary>One short round, to see that everything works; its figures say little.</summary>
    public bool Quick { get; init; }

    public required string PeersDirectory { get; init; }

    public required string OtpDirectory { get; init; }

    public required string ResultsDirectory { get; init; }

    /// <summary>The README whose section about speed is to be written anew; null for none.</summary>
    public string? Readme { get; init; }

    /// <summary>The built AkkaErlDist.Benchmarks; null where the NuGet feed has no Akka.</summary>
    public string? AkkaPeers { get; init; }

    /// <summary>The root of another revision, its benchmarks built: both are measured in turn, and nothing else; null for none.</summary>
    public string? Base { get; init; }

    /// <summary>Whether nobody has said which pairs are wanted.</summary>
    public bool IsOfEverything => Pairs.Count == 0 && Base is null;

    public static RunOptions Parse(IEnumerable<string> arguments)
    {
        var options = new RunOptions { PeersDirectory = "", OtpDirectory = "", ResultsDirectory = "" };
        foreach (string argument in arguments)
        {
            (string name, string value) = argument.Split('=', 2) is [var n, var v] ? (n, v) : (argument, "");
            options = name switch
            {
                "--peers" => options with { PeersDirectory = value },
                "--otp" => options with { OtpDirectory = value },
                "--results" => options with { ResultsDirectory = value },
                "--base" => options with { Base = value },
                "--akka" => options with { AkkaPeers = value },
                "--readme" => options with { Readme = value },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Duration = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--pairs" => options with { Pairs = value.Split(',') },
                "--quick" => options with { Quick = true, Rounds = 1, Duration = TimeSpan.FromSeconds(0.1) },
                _ when !name.StartsWith('-') => options with { Workloads = [.. options.Workloads, name] },
                _ => throw new ArgumentException($"unknown option {name}"),
            };
        }

        return options;
    }
}
