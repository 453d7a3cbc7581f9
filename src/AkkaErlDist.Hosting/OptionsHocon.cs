using System.Globalization;
using System.Text;
using AkkaErlDist.Configuration;

namespace AkkaErlDist.Hosting;

/// <summary>Options as HOCON, so that the transport has one way to read and to check its settings.</summary>
internal static class OptionsHocon
{
    private const string Section = "akka.remote.erl-dist";

    public static string Write(ErlangDistributionOptions options)
    {
        var hocon = new StringBuilder();
        IEnumerable<string> transports = options.EnabledTransports.Count > 0 ? options.EnabledTransports : [Section];
        hocon.Append(CultureInfo.InvariantCulture, $"akka.remote.enabled-transports = {List(transports)}\n{Section} {{\n");
        hocon.Append(CultureInfo.InvariantCulture, $"  transport-class = {Quote($"{typeof(ErlDistTransport).FullName}, {typeof(ErlDistTransport).Assembly.GetName().Name}")}\n");

        foreach ((string key, string? value) in Values(options))
        {
            if (value is not null)
            {
                hocon.Append(CultureInfo.InvariantCulture, $"  {key} = {value}\n");
            }
        }

        foreach ((string key, IDictionary<string, string> values) in Groups(options))
        {
            foreach ((string name, string value) in values)
            {
                hocon.Append(CultureInfo.InvariantCulture, $"  {key}.{Quote(name)} = {Quote(value)}\n");
            }
        }

        return hocon.Append("}\n").ToString();
    }

    private static IEnumerable<(string Key, string? Value)> Values(ErlangDistributionOptions options) =>
    [
        ("hostname", Quote(options.Hostname)),
        ("public-hostname", Quote(options.PublicHostname)),
        ("port", Number(options.Port)),
        ("port-max", Number(options.PortMax)),
        ("public-port", Number(options.PublicPort)),
        ("node-name", Quote(options.NodeName)),
        ("cookie", Quote(options.Cookie)),
        ("proto-dist", Quote(options.ProtoDist)),
        ("carrier", options.Carrier switch { null => null, CarrierKind.DotNetty => "dot-netty", _ => "sockets" }),
        ("hidden", Switch(options.Hidden)),
        ("ssl-dist-optfile", Quote(options.SslDistOptFile)),
        ("ssl-dist-opt", ListOrNull(options.SslDistOpt)),
        ("erl-flags", Switch(options.ErlFlags)),
        ("epmd-port", Number(options.EpmdPort)),
        ("erl-epmd-port", Number(options.ErlEpmdPort)),
        ("start-epmd", Switch(options.StartEpmd)),
        ("connection-timeout", Duration(options.ConnectionTimeout)),
        ("net-ticktime", Duration(options.NetTickTime)),
        ("maximum-frame-size", Number(options.MaximumFrameSize)),
        ("send-queue-size", Number(options.SendQueueSize)),
        ("binary-as", options.BinaryAs switch { null => null, BinaryAs.Text => "string", _ => "bytes" }),
        ("akka-peers.nodes", ListOrNull(options.AkkaPeerNodes)),
        ("akka-peers.cookie", Quote(options.AkkaPeerCookie)),
        ("akka-peers.certificate-names", ListOrNull(options.AkkaPeerCertificateNames)),
    ];

    private static IEnumerable<(string Key, IDictionary<string, string> Values)> Groups(ErlangDistributionOptions options) =>
        [("cookies", options.Cookies), ("server", options.Server), ("client", options.Client), ("dot-netty", options.DotNetty)];

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Switch(bool? value) => value switch { null => null, true => "on", false => "off" };

    private static string? Duration(TimeSpan? value) => value is { } time ? $"{(long)time.TotalMilliseconds} ms" : null;

    private static string? ListOrNull(ICollection<string> values) => values.Count == 0 ? null : List(values);

    private static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Quote))}]";

    private static string? Quote(string? value) => value is null
        ? null
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
