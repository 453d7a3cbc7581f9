using ErlDist;

namespace AkkaErlDist.Configuration;

/// <summary>The key by which a configuration sets a property of <see cref="ErlangNodeOptions"/>, for messages of the node.</summary>
internal static class SettingOfProperty
{
    private static readonly Dictionary<string, SettingKey> s_keys = new()
    {
        [nameof(ErlangNodeOptions.Name)] = SettingKeys.NodeName,
        [nameof(ErlangNodeOptions.Cookie)] = SettingKeys.Cookie,
        [nameof(ErlangNodeOptions.PeerCookies)] = SettingKeys.Cookies,
        [nameof(ErlangNodeOptions.Hidden)] = SettingKeys.Hidden,
        [nameof(ErlangNodeOptions.ProtoDist)] = SettingKeys.ProtoDist,
        [nameof(ErlangNodeOptions.Tls)] = SettingKeys.SslDistOptFile,
        [nameof(ErlangNodeOptions.ListenAddress)] = SettingKeys.ListenAddress,
        [nameof(ErlangNodeOptions.ListenPortMin)] = SettingKeys.Port,
        [nameof(ErlangNodeOptions.ListenPortMax)] = SettingKeys.PortMax,
        [nameof(ErlangNodeOptions.PublicPort)] = SettingKeys.PublicPort,
        [nameof(ErlangNodeOptions.FixedPort)] = SettingKeys.ErlEpmdPort,
        [nameof(ErlangNodeOptions.NetTickTime)] = SettingKeys.NetTickTime,
        [nameof(ErlangNodeOptions.NetTickIntensity)] = SettingKeys.NetTickIntensity,
        [nameof(ErlangNodeOptions.NetSetupTime)] = SettingKeys.ConnectionTimeout,
        [nameof(ErlangNodeOptions.AutoConnect)] = SettingKeys.DistAutoConnect,
        [nameof(ErlangNodeOptions.ConnectAll)] = SettingKeys.ConnectAll,
        [nameof(ErlangNodeOptions.PreventOverlappingPartitions)] = SettingKeys.PreventOverlappingPartitions,
        [nameof(ErlangNodeOptions.KeepConnected)] = SettingKeys.KeepConnected,
        [nameof(ErlangNodeOptions.AllowedNodes)] = SettingKeys.AllowedNodes,
        [nameof(ErlangNodeOptions.CertificateNamesNode)] = SettingKeys.CertificateNamesNode,
        [nameof(ErlangNodeOptions.ListenSocket)] = SettingKeys.InetDistListenOptions,
        [nameof(ErlangNodeOptions.ConnectSocket)] = SettingKeys.InetDistConnectOptions,
        [$"{nameof(ErlangNodeOptions.Limits)}.{nameof(NodeLimits.OutboxBytes)}"] = SettingKeys.OutboxSize,
        [$"{nameof(ErlangNodeOptions.Limits)}.{nameof(NodeLimits.OutboxesBytes)}"] = SettingKeys.OutboxesSize,
    };

    public static string NameOf(ErlDistSettings settings, string property) => s_keys.TryGetValue(property, out SettingKey? key) ? settings.NameOf(key) : property;
}
