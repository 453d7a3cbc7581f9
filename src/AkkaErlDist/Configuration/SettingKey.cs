using System.Globalization;

namespace AkkaErlDist.Configuration;

/// <summary>
/// A key of the section <c>akka.remote.erl-dist</c>. The checks, the suggestions, <c>reference.conf</c>, the options of
/// AkkaErlDist.Hosting and <c>docs/configuration.md</c> follow the list of these, <see cref="SettingKeys"/>.
/// </summary>
/// <param name="Path">The key, with the section that it is in: <c>akka-peers.nodes</c>.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Default">The default as HOCON; none for a section.</param>
/// <param name="Documentation">What it does, in lines of some 110 characters.</param>
internal sealed record SettingKey(string Path, SettingKind Kind, string Default, string Documentation)
{
    /// <summary>The least that a number, a size in bytes or a time in seconds may be.</summary>
    public double Min { get; init; }

    /// <summary>The most.</summary>
    public double Max { get; init; } = double.MaxValue;

    /// <summary>"" is allowed, and means what the documentation says.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>AkkaErlDist.Hosting writes it by itself.</summary>
    public bool IsInternal { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The section of the path; "" at the top.</summary>
    public string Parent => Path.LastIndexOf('.') is > 0 and var dot ? Path[..dot] : "";

    /// <summary>The path as appsettings and the typed options spell it: <c>AkkaPeers:Nodes</c>.</summary>
    public string OptionName => string.Join(':', Path.Split('.').Select(SettingNames.Pascal));

    /// <summary>What is allowed, for messages and docs.</summary>
    public string Range => Kind switch
    {
        SettingKind.Switch => "on or off",
        SettingKind.Number => $"a whole number from {Number(Min)} to {Number(Max)}",
        SettingKind.Duration => $"a time with its unit from {Number(Min)} s to {Number(Max)} s, as in \"{Sample} s\"",
        SettingKind.ByteSize => $"a size from {Number(Min)} to {Number(Max)} bytes, as in \"4 MiB\"",
        SettingKind.Choice => $"one of {string.Join(", ", Choices)}",
        SettingKind.List => "a list, as in [\"a\", \"b\"]",
        SettingKind.Map or SettingKind.Section => "a section { … }",
        SettingKind.Host => "a host name or an address",
        _ => "text",
    };

    private string Sample => Default.Split(' ')[0];

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
