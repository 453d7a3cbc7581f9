using System.Globalization;
using System.Text;

namespace AkkaErlDist.Hosting;

/// <summary>
/// Collects settings as HOCON, each with the name that its user knows it by, so that the transport has one way to read and check
/// them and its complaints name what was written.
/// </summary>
internal sealed class SectionHocon
{
    private const string Section = "akka.remote.erl-dist";
    private const string Tcp = "akka.remote.dot-netty.tcp";

    private readonly Dictionary<string, (string Value, string Name)> _settings = [];

    /// <summary><c>akka.remote.enabled-transports</c>; empty = not said.</summary>
    public IReadOnlyList<string> EnabledTransports { get; set; } = [];

    /// <summary>Sets a key; the last value counts.</summary>
    /// <param name="path">The key's path, its last part in quotes if it is the user's own.</param>
    /// <param name="value">The value as HOCON.</param>
    /// <param name="name">What messages call it.</param>
    public void Set(string path, string value, string name) => _settings[path] = (value, name);

    /// <summary>Text as HOCON.</summary>
    public static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>A list as HOCON.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Quote))}]";

    /// <summary>The section, and the transport that it sets up.</summary>
    /// <param name="tcpIsSetUp">
    /// Akka's own transport is set up as well, as by <c>WithRemoting</c>: it stays, and gives the system's address, where nothing else was said.
    /// </param>
    public string WriteTransport(bool tcpIsSetUp)
    {
        IEnumerable<string> transports = EnabledTransports.Count > 0 ? EnabledTransports : tcpIsSetUp ? [Tcp, Section] : [Section];
        return $"akka.remote.enabled-transports = {List(transports)}\n"
            + WriteSection(EnabledTransports.Count == 0 ? ["enabled-transports", "by default"] : []);
    }

    /// <summary>The section alone.</summary>
    /// <exception cref="InvalidOperationException">Transports were chosen, and there is none.</exception>
    public string WriteNode() => EnabledTransports.Count == 0
        ? WriteSection([])
        : throw new InvalidOperationException("EnabledTransports has no meaning to WithErlangNode, which sets up no transport of Akka's: take WithErlangDistribution, or leave it out.");

    private string WriteSection(IEnumerable<string> moreNames)
    {
        IEnumerable<string> names = _settings.SelectMany(setting => new[] { setting.Key.Replace("\"", "", StringComparison.Ordinal), setting.Value.Name }).Concat(moreNames);
        var hocon = new StringBuilder();
        hocon.Append(CultureInfo.InvariantCulture, $"{Section} {{\n");
        hocon.Append(CultureInfo.InvariantCulture, $"  transport-class = {Quote($"{typeof(ErlDistTransport).FullName}, {typeof(ErlDistTransport).Assembly.GetName().Name}")}\n");
        foreach ((string path, (string value, _)) in _settings)
        {
            hocon.Append(CultureInfo.InvariantCulture, $"  {path} = {value}\n");
        }

        return hocon.Append(CultureInfo.InvariantCulture, $"  configured-as = {List(names)}\n}}\n").ToString();
    }
}
