namespace ErlDist.TestKit;

/// <summary>How to start a real BEAM node.</summary>
public sealed record BeamNodeOptions
{
    /// <summary>The node name; <c>beam@localhost</c> by default. Null starts it without distribution.</summary>
    public string? Name { get; init; } = "beam@localhost";

    /// <summary><c>-name</c> in place of <c>-sname</c>.</summary>
    public bool LongName { get; init; }

    /// <summary><c>-setcookie</c>.</summary>
    public string Cookie { get; init; } = "secret";

    /// <summary><c>-proto_dist</c>; null = erl's own default, plain TCP.</summary>
    public string? ProtoDist { get; init; }

    /// <summary><c>-ssl_dist_optfile</c>.</summary>
    public string? OptFile { get; init; }

    /// <summary><c>ERL_EPMD_PORT</c>.</summary>
    public int? EpmdPort { get; init; }

    /// <summary>Further flags, each an argument.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The release; <see cref="OtpRelease.Current"/> by default.</summary>
    public OtpRelease Release { get; init; } = OtpRelease.Current;
}
