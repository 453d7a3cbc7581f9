using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaErlDist.Addresses;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Configuration;

/// <summary>Reads the section into <see cref="ErlDistSettings"/>: values by <see cref="SettingReader"/>, here what concerns several keys.</summary>
internal static class SettingsLoader
{
    private static readonly string[] s_protoDists = ["inet_tls", "inet6_tls", "inet_tcp", "inet6_tcp"];

    public static ErlDistSettings Load(string system, Config config, string path, Func<string, string?> environment)
    {
        var reader = new SettingReader(config.WithFallback(ErlDistSettings.ReferenceConfig), path);
        reader.CheckNames(config);
        if (!reader.Switch(SettingKeys.ErlFlags))
        {
            return Load(system, reader, flags: null);
        }

        ErlFlags flags = ReadFlags(reader, environment);
        return Load(system, new SettingReader(config.WithFallback(ErlFlagsConfig.From(flags)).WithFallback(ErlDistSettings.ReferenceConfig), path), flags);
    }

    private static ErlDistSettings Load(string system, SettingReader reader, ErlFlags? flags)
    {
        string hostname = reader.OptionalHost(SettingKeys.Hostname) ?? throw reader.Error(SettingKeys.Hostname, "is empty");
        string? publicHostname = reader.OptionalHost(SettingKeys.PublicHostname);
        if (publicHostname is null && hostname is "0.0.0.0" or "::")
        {
            throw reader.Error(
                SettingKeys.Hostname,
                $"is {hostname}, every interface, so {reader.NameOf(SettingKeys.PublicHostname)} must say by which host others reach us");
        }

        string protoDist = reader.Choice(SettingKeys.ProtoDist, s_protoDists);
        CheckFamily(reader, protoDist, SettingKeys.ListenAddress);
        if (reader.OptionalHost(SettingKeys.ListenAddress) is null)
        {
            CheckFamily(reader, protoDist, SettingKeys.Hostname);
        }

        (int port, int portMax) = Ports(reader);
        NodeNameTemplate nodeName = NodeNames(reader, system, publicHostname ?? hostname);
        return new ErlDistSettings
        {
            SectionPath = reader.Path,
            TransportProtocol = reader.Text(SettingKeys.TransportProtocol),
            AppliedAdapters = reader.List(SettingKeys.AppliedAdapters),
            Hostname = hostname,
            PublicHostname = publicHostname ?? hostname,
            ListenAddress = reader.OptionalHost(SettingKeys.ListenAddress) ?? flags?.UseInterface?.ToString() ?? flags?.ListenSocket.Address?.ToString(),
            Port = port,
            PortMax = portMax,
            PublicPort = reader.Number(SettingKeys.PublicPort),
            NodeName = nodeName,
            Cookie = reader.OptionalText(SettingKeys.Cookie),
            Cookies = Cookies(reader),
            AllowedNodes = reader.List(SettingKeys.AllowedNodes),
            CertificateNamesNode = reader.Switch(SettingKeys.CertificateNamesNode),
            ProtoDist = protoDist,
            Carrier = reader.Choice(SettingKeys.Carrier, CarrierKind.DotNetty, CarrierKind.Sockets),
            Hidden = reader.Switch(SettingKeys.Hidden),
            ConnectAll = reader.Switch(SettingKeys.ConnectAll),
            PreventOverlappingPartitions = reader.Switch(SettingKeys.PreventOverlappingPartitions),
            KeepConnected = Nodes(reader, SettingKeys.KeepConnected),
            SslDistOptFile = reader.OptionalText(SettingKeys.SslDistOptFile),
            SslDistOpts = reader.List(SettingKeys.SslDistOpt),
            TlsSettings = [.. TlsSettings(reader, SettingKeys.Server), .. TlsSettings(reader, SettingKeys.Client)],
            TlsDefaultsOfOtp25 = reader.Choice(SettingKeys.TlsDefaults, false, true),
            ErlFlags = flags,
            EpmdPort = reader.OptionalNumber(SettingKeys.EpmdPort),
            ErlEpmdPort = reader.OptionalNumber(SettingKeys.ErlEpmdPort),
            StartEpmd = reader.Switch(SettingKeys.StartEpmd),
            Discovery = Discovery(reader),
            StaticNodes = reader.Entries(SettingKeys.Static).ToDictionary(entry => entry.Key, entry => entry.Value.GetString()),
            Dns = new DnsSettings(reader.OptionalText(SettingKeys.DnsService), reader.OptionalText(SettingKeys.DnsAlive), reader.OptionalNumber(SettingKeys.DnsPort)),
            ConnectionTimeout = reader.Duration(SettingKeys.ConnectionTimeout),
            NetTickTime = reader.Duration(SettingKeys.NetTickTime),
            NetTickIntensity = reader.Number(SettingKeys.NetTickIntensity),
            AutoConnect = reader.Choice(SettingKeys.DistAutoConnect, AutoConnect.Always, AutoConnect.Once, AutoConnect.Never),
            ListenSocket = Socket(reader, SettingKeys.InetDistListenOptions, flags?.ListenSocket),
            ConnectSocket = Socket(reader, SettingKeys.InetDistConnectOptions, flags?.ConnectSocket),
            MaximumFrameSize = reader.ByteSize(SettingKeys.MaximumFrameSize),
            SendQueueSize = reader.ByteSize(SettingKeys.SendQueueSize),
            OutboxSize = reader.ByteSize(SettingKeys.OutboxSize),
            OutboxesSize = reader.OptionalLongByteSize(SettingKeys.OutboxesSize),
            HeldSize = reader.LongByteSize(SettingKeys.HeldSize),
            BinaryAs = reader.Choice(SettingKeys.BinaryAs, BinaryAs.Text, BinaryAs.Bytes),
            Inspection = reader.Switch(SettingKeys.Inspection),
            TraceContext = reader.Switch(SettingKeys.TraceContext),
            AkkaPeers = AkkaPeerSettings.Read(reader, nodeName.PatternFor(system)),
            DotNetty = DotNettySettings.Read(reader),
            TransportsAreByDefault = reader.HasName("enabled-transports"),
            NameOf = reader.NameOf,
        };
    }

    private static void CheckFamily(SettingReader reader, string protoDist, SettingKey host)
    {
        bool wantsIPv6 = protoDist.StartsWith("inet6", StringComparison.Ordinal);
        if (IPAddress.TryParse(reader.OptionalHost(host), out IPAddress? address) && wantsIPv6 != (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            string other = wantsIPv6 ? protoDist.Replace("inet6", "inet", StringComparison.Ordinal) : protoDist.Replace("inet", "inet6", StringComparison.Ordinal);
            throw reader.Error(
                host,
                $"is {address}, an {(wantsIPv6 ? "IPv4" : "IPv6")} address, and {reader.NameOf(SettingKeys.ProtoDist)} is {protoDist}: take {other}, or another host");
        }
    }

    private static (int Min, int Max) Ports(SettingReader reader)
    {
        int min = reader.Number(SettingKeys.Port), max = reader.Number(SettingKeys.PortMax);
        if (max != 0 && (min == 0 || min > max))
        {
            throw reader.Error(
                SettingKeys.PortMax,
                $"is {max} and {reader.NameOf(SettingKeys.Port)} is {min}: no port is in that range. Give both, the lower one first, as in port = 9100, port-max = 9105");
        }

        return (min, max);
    }

    private static Dictionary<string, string> Cookies(SettingReader reader)
    {
        var cookies = new Dictionary<string, string>(NodeName.IgnoringHostCase);
        foreach ((string node, HoconValue value) in reader.Entries(SettingKeys.Cookies))
        {
            CheckNode(reader, SettingKeys.Cookies, node);
            if (!cookies.TryAdd(node, value.GetString()))
            {
                throw reader.Error(SettingKeys.Cookies, $"has two cookies for {node}, whose host counts in any case: leave one");
            }
        }

        return cookies;
    }

    private static DiscoveryKind Discovery(SettingReader reader)
    {
        DiscoveryKind kind = reader.Choice(SettingKeys.Discovery, DiscoveryKind.Epmd, DiscoveryKind.Static, DiscoveryKind.Dns);
        foreach ((string node, _) in reader.Entries(SettingKeys.Static))
        {
            CheckNode(reader, SettingKeys.Static, node);
        }

        CheckUnused(DiscoveryKind.Static, SettingKeys.Static, reader.Entries(SettingKeys.Static).Any());
        CheckUnused(DiscoveryKind.Dns, SettingKeys.DnsService, reader.OptionalText(SettingKeys.DnsService) is not null);
        return kind switch
        {
            DiscoveryKind.Static when !reader.Entries(SettingKeys.Static).Any() =>
                throw reader.Error(SettingKeys.Static, $"is empty, and {reader.NameOf(SettingKeys.Discovery)} is static: list the nodes, as in {{ \"billing@host\" = \"10.0.0.1:9100\" }}"),
            DiscoveryKind.Dns when reader.OptionalText(SettingKeys.DnsService) is null =>
                throw reader.Error(SettingKeys.DnsService, $"is empty, and {reader.NameOf(SettingKeys.Discovery)} is dns: give the DNS name of the nodes"),
            not DiscoveryKind.Epmd when reader.OptionalNumber(SettingKeys.ErlEpmdPort) is not null =>
                throw reader.Error(SettingKeys.ErlEpmdPort, $"is one port for every node, and {reader.NameOf(SettingKeys.Discovery)} is {kind.ToString().ToLowerInvariant()}: leave one of the two out"),
            _ => kind,
        };

        void CheckUnused(DiscoveryKind useful, SettingKey key, bool isGiven)
        {
            if (isGiven && kind != useful)
            {
                string name = useful.ToString().ToLowerInvariant();
                throw reader.Error(
                    key, $"is given, and {reader.NameOf(SettingKeys.Discovery)} is {kind.ToString().ToLowerInvariant()}, which has no use for it: set {reader.NameOf(SettingKeys.Discovery)} = {name}, or leave it out");
            }
        }
    }

    private static IReadOnlyList<string> Nodes(SettingReader reader, SettingKey key)
    {
        IReadOnlyList<string> nodes = reader.List(key);
        foreach (string node in nodes.Where(node => node != "*"))
        {
            CheckNode(reader, key, node);
        }

        return nodes;
    }

    private static void CheckNode(SettingReader reader, SettingKey key, string node)
    {
        if (!NodeName.IsValid(node))
        {
            throw reader.Error(key, $"has \"{node}\", which is no node name; write name@host");
        }
    }

    /// <summary>A list, as of versions, is its values between commas.</summary>
    private static IEnumerable<TlsSetting> TlsSettings(SettingReader reader, SettingKey role) => reader.Entries(role).Select(option => new TlsSetting(
        role.Path,
        option.Key.Replace('-', '_'),
        option.Value.IsArray() ? string.Join(',', option.Value.GetStringList()) : option.Value.GetString(),
        reader.NameOf(role, option.Key)));

    private static SocketSettings Socket(SettingReader reader, SettingKey key, SocketSettings? flags)
    {
        if (reader.OptionalText(key) is not { } text)
        {
            return flags ?? new SocketSettings();
        }

        try
        {
            return ErlFlags.ParseSocketOptions(text, reader.NameOf(key), flags);
        }
        catch (ErlFlagException failure)
        {
            throw new ConfigurationException(failure.Message, failure);
        }
    }

    private static ErlFlags ReadFlags(SettingReader reader, Func<string, string?> environment)
    {
        try
        {
            return ErlFlags.Parse([], environment);
        }
        catch (ErlFlagException failure)
        {
            throw reader.Error(SettingKeys.ErlFlags, $"is on, but the environment's flags can't be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private static NodeNameTemplate NodeNames(SettingReader reader, string system, string host)
    {
        var template = new NodeNameTemplate(reader.OptionalText(SettingKeys.NodeName) ?? NodeNameTemplate.Default);
        if (template.UnknownPlaceholder is { } unknown)
        {
            throw reader.Error(SettingKeys.NodeName, $"has {unknown}, but only {{system}}, {{host}} and {{port}} are known");
        }

        string example = template.NameFor(system, host, 1);
        return NodeName.TryParse(example, out NodeName name) && NodeName.IsAlive(name.Alive)
            ? template
            : throw reader.Error(
                SettingKeys.NodeName,
                $"makes the node name \"{example}\", which erl would refuse: it must be name@host, at most 255 characters, with letters and digits of ASCII, _ and - before the @");
    }
}
