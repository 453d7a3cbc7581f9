using System.Text.RegularExpressions;

namespace AkkaErlDist.Addresses;

/// <summary>
/// The pattern of node names: <c>{system}</c>, <c>{host}</c> and <c>{port}</c> stand for the parts of an Akka address.
/// All Akka systems that talk over this transport share it, so each can tell another's node name from its address.
/// </summary>
internal sealed partial record NodeNameTemplate
{
    internal const string Default = "{system}@{host}";

    internal NodeNameTemplate(string pattern) => Pattern = pattern;

    /// <summary>The pattern, with its placeholders.</summary>
    public string Pattern { get; }

    /// <summary>Whether the port must be known before the name is.</summary>
    public bool NeedsPort => Pattern.Contains("{port}", StringComparison.Ordinal);

    /// <summary>The node name of the Akka system at an address; Erlang has no brackets around an IPv6 host.</summary>
    public string NameFor(string system, string host, int port) => Placeholder().Replace(Pattern, match => match.Value switch
    {
        "{system}" => system,
        "{host}" => AkkaAddress.ErlangHostOf(host),
        _ => port.ToString(System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>A shell pattern for the nodes of all systems of one name, on any host and port.</summary>
    public string PatternFor(string system) =>
        Placeholder().Replace(Pattern, match => match.Value is "{system}" ? system : "*");

    /// <summary>What stands in braces and has no meaning; null = nothing.</summary>
    internal string? UnknownPlaceholder =>
        Unknown().Match(Placeholder().Replace(Pattern, "x")) is { Success: true } unknown ? unknown.Value : null;

    [GeneratedRegex(@"\{(system|host|port)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{[^}]*\}?|\}")]
    private static partial Regex Unknown();
}
