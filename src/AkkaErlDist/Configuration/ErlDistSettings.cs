using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using ErlDist.Flags;

namespace AkkaErlDist.Configuration;

/// <summary>Who moves the bytes of a connection.</summary>
public enum CarrierKind
{
    /// <summary>DotNetty channels, as Akka's own TCP transport uses them.</summary>
    DotNetty,

    /// <summary><see cref="System.Net.Sockets.Socket"/> and <see cref="System.Net.Security.SslStream"/>.</summary>
    Sockets,
}

/// <summary>What an Erlang binary becomes where no declaration says it.</summary>
public enum BinaryAs
{
    /// <summary>A <see cref="string"/> where the bytes are valid UTF-8, else a <c>byte[]</c>.</summary>
    Text,

    /// <summary>Always a <c>byte[]</c>.</summary>
    Bytes,
}

/// <summary>
/// The transport's section of the configuration (<c>akka.remote.erl-dist</c>), read and checked. What each key means
/// and its default stand in <c>reference.conf</c>, embedded in this assembly.
/// </summary>
public sealed record ErlDistSettings
{
    private static readonly Lazy<Config> Reference = new(LoadReference);

    /// <summary>Where in the configuration this section stands; complaints name it.</summary>
    public required string SectionPath { get; init; }

    /// <summary><c>transport-protocol</c>: the protocol in addresses, without Akka's prefix.</summary>
    public required string TransportProtocol { get; init; }

    /// <summary><c>applied-adapters</c>, outermost first: each puts its name before the protocol in addresses.</summary>
    public required IReadOnlyList<string> AppliedAdapters { get; init; }

    /// <summary>The protocol as all above the adapters have it.</summary>
    public string ProtocolInPaths => string.Join('.', AppliedAdapters.Append(TransportProtocol));

    /// <summary><c>hostname</c>: the host to listen on.</summary>
    public required string Hostname { get; init; }

    /// <summary><c>public-hostname</c>, or <see cref="Hostname"/>: the host part of the node name and of our address.</summary>
    public required string PublicHostname { get; init; }

    /// <summary><c>port</c>: the port to listen on, 0 = any.</summary>
    public required int Port { get; init; }

    /// <summary><c>port-max</c>: the end of a range of ports that starts at <see cref="Port"/>; 0 = no range.</summary>
    public required int PortMax { get; init; }

    /// <summary><c>public-port</c>: the port in our address; 0 = the one that we listen on.</summary>
    public required int PublicPort { get; init; }

    /// <summary><c>node-name</c>: the pattern of our node name.</summary>
    public required NodeNameTemplate NodeName { get; init; }

    /// <summary><c>cookie</c>; null = that of <c>~/.erlang.cookie</c>.</summary>
    public required string? Cookie { get; init; }

    /// <summary><c>cookies</c>: by node name.</summary>
    public required IReadOnlyDictionary<string, string> Cookies { get; init; }

    /// <summary><c>proto-dist</c>: <c>inet_tls</c>, <c>inet6_tls</c>, <c>inet_tcp</c> or <c>inet6_tcp</c>.</summary>
    public required string ProtoDist { get; init; }

    /// <summary><c>carrier</c>.</summary>
    public required CarrierKind Carrier { get; init; }

    /// <summary><c>hidden</c>.</summary>
    public required bool Hidden { get; init; }

    /// <summary><c>ssl-dist-optfile</c>; null = none.</summary>
    public required string? SslDistOptFile { get; init; }

    /// <summary>
    /// <c>ssl-dist-opt</c>, with <c>server { }</c> and <c>client { }</c> as such options: names and values in turn, as
    /// behind erl's <c>-ssl_dist_opt</c>.
    /// </summary>
    public required IReadOnlyList<string> SslDistOpts { get; init; }

    /// <summary><c>erl-flags</c>: read ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS.</summary>
    public required bool ErlFlags { get; init; }

    /// <summary><c>epmd-port</c>; null = the environment's, else 4369.</summary>
    public required int? EpmdPort { get; init; }

    /// <summary><c>erl-epmd-port</c>: no EPMD, this port everywhere; null = EPMD.</summary>
    public required int? ErlEpmdPort { get; init; }

    /// <summary><c>start-epmd</c>.</summary>
    public required bool StartEpmd { get; init; }

    /// <summary><c>connection-timeout</c>.</summary>
    public required TimeSpan ConnectionTimeout { get; init; }

    /// <summary><c>net-ticktime</c>.</summary>
    public required TimeSpan NetTickTime { get; init; }

    /// <summary><c>maximum-frame-size</c>, in bytes.</summary>
    public required int MaximumFrameSize { get; init; }

    /// <summary><c>send-queue-size</c>, in bytes.</summary>
    public required int SendQueueSize { get; init; }

    /// <summary><c>binary-as</c>.</summary>
    public required BinaryAs BinaryAs { get; init; }

    /// <summary><c>akka-peers</c>.</summary>
    public required AkkaPeerSettings AkkaPeers { get; init; }

    /// <summary><c>dot-netty</c>.</summary>
    public required DotNettySettings DotNetty { get; init; }

    /// <summary>Keys that are set but that nothing here reads, for one line in the log.</summary>
    public required IReadOnlyList<string> UnknownKeys { get; init; }

    /// <summary>The defaults, as HOCON.</summary>
    public static Config ReferenceConfig => Reference.Value;

    /// <summary>Reads and checks a section.</summary>
    /// <param name="system">Our actor system: its name may be part of the node name.</param>
    /// <param name="config">The section, without the defaults.</param>
    /// <param name="path">Where the section stands, for complaints.</param>
    /// <exception cref="ConfigurationException">A value is missing or impossible; the message names the key.</exception>
    public static ErlDistSettings Load(ActorSystem system, Config config, string path)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(config);
        return Load(system.Name, config, path, System.Environment.GetEnvironmentVariable);
    }

    internal static ErlDistSettings Load(string system, Config config, string path, Func<string, string?> environment)
    {
        var section = new HoconSection(config.WithFallback(ReferenceConfig), path);
        if (section.Switch("erl-flags"))
        {
            Config flags = ErlFlagsConfig.From(ReadFlags(section, environment));
            section = new HoconSection(config.WithFallback(flags).WithFallback(ReferenceConfig), path);
        }

        return Load(system, section);
    }

    private static ErlDistSettings Load(string system, HoconSection section)
    {
        var hostname = section.OptionalHost("hostname") ?? throw section.Error("hostname", "is empty");
        var publicHostname = section.OptionalHost("public-hostname");
        if (publicHostname is null && hostname is "0.0.0.0" or "::")
        {
            throw section.Error("hostname", $"is {hostname}, every interface, so public-hostname must say by which host others reach us");
        }

        NodeNameTemplate nodeName = NodeNameTemplate.Read(section, "node-name", system, publicHostname ?? hostname);
        return new ErlDistSettings
        {
            SectionPath = section.Path,
            TransportProtocol = section.OptionalText("transport-protocol") ?? throw section.Error("transport-protocol", "is empty"),
            AppliedAdapters = section.Texts("applied-adapters"),
            Hostname = hostname,
            PublicHostname = publicHostname ?? hostname,
            Port = section.Port("port"),
            PortMax = section.Port("port-max"),
            PublicPort = section.Port("public-port"),
            NodeName = nodeName,
            Cookie = section.OptionalText("cookie"),
            Cookies = section.Section("cookies").Entries.ToDictionary(entry => entry.Key, entry => entry.Value.GetString()),
            ProtoDist = section.Choice("proto-dist", ProtoDists),
            Carrier = section.Choice("carrier", Carriers),
            Hidden = section.Switch("hidden"),
            SslDistOptFile = section.OptionalText("ssl-dist-optfile"),
            SslDistOpts = [.. section.Texts("ssl-dist-opt"), .. RoleOptions(section, "server"), .. RoleOptions(section, "client")],
            ErlFlags = section.Switch("erl-flags"),
            EpmdPort = section.OptionalNumber("epmd-port", 1, ushort.MaxValue),
            ErlEpmdPort = section.OptionalNumber("erl-epmd-port", 1, ushort.MaxValue),
            StartEpmd = section.Switch("start-epmd"),
            ConnectionTimeout = section.Duration("connection-timeout", TimeSpan.FromMilliseconds(1)),
            NetTickTime = section.Duration("net-ticktime", TimeSpan.FromSeconds(1)),
            MaximumFrameSize = section.ByteSize("maximum-frame-size", min: 32_000),
            SendQueueSize = section.ByteSize("send-queue-size", min: 64_000),
            BinaryAs = section.Choice("binary-as", BinaryChoices),
            AkkaPeers = AkkaPeerSettings.Read(section.Section("akka-peers"), nodeName.PatternFor(system)),
            DotNetty = DotNettySettings.Read(section.Section("dot-netty")),
            UnknownKeys = [.. section.Entries.Select(entry => entry.Key).Where(key => !ReferenceConfig.HasPath(key)).Order(StringComparer.Ordinal)],
        };
    }

    private static readonly Dictionary<string, string> ProtoDists =
        new[] { "inet_tls", "inet6_tls", "inet_tcp", "inet6_tcp" }.ToDictionary(name => name);

    private static readonly Dictionary<string, CarrierKind> Carriers = new()
    {
        ["dot-netty"] = CarrierKind.DotNetty,
        ["sockets"] = CarrierKind.Sockets,
    };

    private static readonly Dictionary<string, BinaryAs> BinaryChoices = new()
    {
        ["string"] = BinaryAs.Text,
        ["bytes"] = BinaryAs.Bytes,
    };

    /// <summary>A list, as of versions, becomes an Erlang list of atoms.</summary>
    private static IEnumerable<string> RoleOptions(HoconSection section, string role) =>
        from option in section.Section(role).Entries
        from word in new[]
        {
            $"{role}_{option.Key}",
            option.Value.IsString() ? option.Value.GetString() : $"[{string.Join(',', option.Value.GetStringList().Select(atom => $"'{atom}'"))}]",
        }
        select word;

    private static ErlFlags ReadFlags(HoconSection section, Func<string, string?> environment)
    {
        try
        {
            return ErlDist.Flags.ErlFlags.Parse([], environment);
        }
        catch (ErlFlagException failure)
        {
            throw section.Error("erl-flags", "is on, but the environment's flags can't be read", failure);
        }
    }

    private static Config LoadReference()
    {
        Assembly assembly = typeof(ErlDistSettings).Assembly;
        using Stream resource = assembly.GetManifestResourceStream("AkkaErlDist.reference.conf")
            ?? throw new InvalidOperationException("AkkaErlDist.dll lacks its embedded reference.conf.");
        using var reader = new StreamReader(resource);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
