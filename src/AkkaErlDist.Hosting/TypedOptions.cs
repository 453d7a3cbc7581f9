using System.Globalization;
using AkkaErlDist.Configuration;

namespace AkkaErlDist.Hosting;

/// <summary>The typed options as settings of the section.</summary>
internal static class TypedOptions
{
    /// <summary>Every key with its value in the options; null = left alone.</summary>
    public static IEnumerable<(SettingKey Key, string? Hocon)> Values(ErlangDistributionOptions options) =>
    [
        (SettingKeys.AppliedAdapters, List(options.AppliedAdapters)),
        (SettingKeys.TransportProtocol, Text(options.TransportProtocol)),
        (SettingKeys.Hostname, Text(options.Hostname)),
        (SettingKeys.PublicHostname, Text(options.PublicHostname)),
        (SettingKeys.ListenAddress, Text(options.ListenAddress)),
        (SettingKeys.Port, Number(options.Port)),
        (SettingKeys.PortMax, Number(options.PortMax)),
        (SettingKeys.PublicPort, Number(options.PublicPort)),
        (SettingKeys.NodeName, Text(options.NodeName)),
        (SettingKeys.Cookie, Text(options.Cookie)),
        (SettingKeys.AllowedNodes, List(options.AllowedNodes)),
        (SettingKeys.CertificateNamesNode, Switch(options.CertificateNamesNode)),
        (SettingKeys.ProtoDist, Text(options.ProtoDist)),
        (SettingKeys.Carrier, options.Carrier switch { null => null, CarrierKind.DotNetty => "dot-netty", _ => "sockets" }),
        (SettingKeys.Hidden, Switch(options.Hidden)),
        (SettingKeys.ConnectAll, Switch(options.ConnectAll)),
        (SettingKeys.PreventOverlappingPartitions, Switch(options.PreventOverlappingPartitions)),
        (SettingKeys.KeepConnected, List(options.KeepConnected)),
        (SettingKeys.SslDistOptFile, Text(options.SslDistOptFile)),
        (SettingKeys.SslDistOpt, List(options.SslDistOpt)),
        (SettingKeys.TlsDefaults, Choice(options.TlsDefaults)),
        (SettingKeys.ErlFlags, Switch(options.ErlFlags)),
        (SettingKeys.EpmdPort, Number(options.EpmdPort)),
        (SettingKeys.ErlEpmdPort, Number(options.ErlEpmdPort)),
        (SettingKeys.StartEpmd, Switch(options.StartEpmd)),
        (SettingKeys.Discovery, Text(options.Discovery)),
        (SettingKeys.DnsService, Text(options.Dns.Service)),
        (SettingKeys.DnsAlive, Text(options.Dns.Alive)),
        (SettingKeys.DnsPort, Number(options.Dns.Port)),
        (SettingKeys.ConnectionTimeout, Duration(options.ConnectionTimeout)),
        (SettingKeys.NetTickTime, Duration(options.NetTickTime)),
        (SettingKeys.NetTickIntensity, Number(options.NetTickIntensity)),
        (SettingKeys.DistAutoConnect, Choice(options.DistAutoConnect)),
        (SettingKeys.InetDistListenOptions, Text(options.InetDistListenOptions)),
        (SettingKeys.InetDistConnectOptions, Text(options.InetDistConnectOptions)),
        (SettingKeys.MaximumFrameSize, Number(options.MaximumFrameSize)),
        (SettingKeys.SendQueueSize, Number(options.SendQueueSize)),
        (SettingKeys.OutboxSize, Number(options.OutboxSize)),
        (SettingKeys.OutboxesSize, Number(options.OutboxesSize)),
        (SettingKeys.HeldSize, Number(options.HeldSize)),
        (SettingKeys.BinaryAs, options.BinaryAs switch { null => null, BinaryAs.Text => "string", _ => "bytes" }),
        (SettingKeys.Inspection, Switch(options.Inspection)),
        (SettingKeys.TraceContext, Switch(options.TraceContext)),
        (SettingKeys.AkkaPeerNodes, List(options.AkkaPeers.Nodes)),
        (SettingKeys.AkkaPeerCookie, Text(options.AkkaPeers.Cookie)),
        (SettingKeys.AkkaPeerCertificateNames, List(options.AkkaPeers.CertificateNames)),
        (SettingKeys.IoThreads, Number(options.DotNetty.IoThreads)),
        (SettingKeys.WriteBufferHighWaterMark, Number(options.DotNetty.WriteBufferHighWaterMark)),
        (SettingKeys.WriteBufferLowWaterMark, Number(options.DotNetty.WriteBufferLowWaterMark)),
        (SettingKeys.SendBufferSize, Number(options.DotNetty.SendBufferSize)),
        (SettingKeys.ReceiveBufferSize, Number(options.DotNetty.ReceiveBufferSize)),
        (SettingKeys.Backlog, Number(options.DotNetty.Backlog)),
        (SettingKeys.TcpKeepAlive, Switch(options.DotNetty.TcpKeepAlive)),
    ];

    /// <summary>The sections with keys of the user's own.</summary>
    public static IEnumerable<(SettingKey Key, IDictionary<string, string> Values)> Maps(ErlangDistributionOptions options) =>
        [(SettingKeys.Cookies, options.Cookies), (SettingKeys.Static, options.Static), (SettingKeys.Server, options.Server), (SettingKeys.Client, options.Client)];

    public static void Write(ErlangDistributionOptions options, SectionHocon hocon)
    {
        foreach ((SettingKey key, string? value) in Values(options))
        {
            if (value is not null)
            {
                hocon.Set(key.Path, value, NameOf(key));
            }
        }

        foreach ((SettingKey map, IDictionary<string, string> values) in Maps(options))
        {
            foreach ((string name, string value) in values)
            {
                hocon.Set($"{map.Path}.{SectionHocon.Quote(name)}", SectionHocon.Quote(value), $"{NameOf(map)}[{SectionHocon.Quote(name)}]");
            }
        }

        if (options.EnabledTransports.Count > 0)
        {
            hocon.EnabledTransports = [.. options.EnabledTransports];
        }
    }

    private static string NameOf(SettingKey key) => $"{nameof(ErlangDistributionOptions)}.{key.OptionName.Replace(':', '.')}";

    private static string? Text(string? value) => value is null ? null : SectionHocon.Quote(value);

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Choice<T>(T? value)
        where T : struct, Enum => Text(value?.ToString().ToLowerInvariant());

    private static string? Switch(bool? value) => value switch { null => null, true => "on", false => "off" };

    private static string? Duration(TimeSpan? value) => value is { } time ? $"\"{time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms\"" : null;

    private static string? List(ICollection<string> values) => values.Count == 0 ? null : SectionHocon.List(values);
}
