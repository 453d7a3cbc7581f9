using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using AkkaErlDist.Addresses;
using ErlDist;
using ErlDist.Embedding;

namespace AkkaErlDist.Configuration;

/// <summary>
/// The transport's section of the configuration (<c>akka.remote.erl-dist</c>), read and checked. What each key means
/// and its default stand in <c>reference.conf</c>, embedded in this assembly, and in docs/configuration.md.
/// </summary>
internal sealed record ErlDistSettings
{
    private static readonly Lazy<Config> s_reference = new(LoadReference);

    /// <summary>Where in the configuration this section stands; complaints name it.</summary>
    public required string SectionPath { get; init; }

    /// <summary><c>transport-protocol</c>: the protocol in addresses, without Akka's prefix.</summary>
    public required string TransportProtocol { get; init; }

    /// <summary><c>applied-adapters</c>, outermost first: each puts its name before the protocol in addresses.</summary>
    public required IReadOnlyList<string> AppliedAdapters { get; init; }

    /// <summary>The protocol as all above the adapters have it.</summary>
    public string ProtocolInPaths => string.Join('.', AppliedAdapters.Append(TransportProtocol));

    /// <summary><c>hostname</c>: the host to listen on; an IPv6 address has no brackets, as Erlang has it.</summary>
    public required string Hostname { get; init; }

    /// <summary><c>public-hostname</c>, or <see cref="Hostname"/>: the host part of the node name and of our address.</summary>
    public required string PublicHostname { get; init; }

    /// <summary><c>listen-address</c>; null = that of <see cref="Hostname"/>.</summary>
    public required string? ListenAddress { get; init; }

    /// <summary><c>port</c>: the port to listen on, 0 = any.</summary>
    public required int Port { get; init; }

    /// <summary><c>port-max</c>: the end of a range of ports that starts at <see cref="Port"/>; 0 = no range.</summary>
    public required int PortMax { get; init; }

    /// <summary><c>public-port</c>: the port in our address and in EPMD; 0 = the one that we listen on.</summary>
    public required int PublicPort { get; init; }

    /// <summary><c>node-name</c>: the pattern of our node name.</summary>
    public required NodeNameTemplate NodeName { get; init; }

    /// <summary><c>cookie</c>; null = that of the user's file.</summary>
    public required string? Cookie { get; init; }

    /// <summary><c>cookies</c>: by node name, the host in any case.</summary>
    public required IReadOnlyDictionary<string, string> Cookies { get; init; }

    /// <summary><c>allowed-nodes</c>; empty = every node with the cookie.</summary>
    public required IReadOnlyList<string> AllowedNodes { get; init; }

    /// <summary><c>certificate-names-node</c>.</summary>
    public required bool CertificateNamesNode { get; init; }

    /// <summary><c>proto-dist</c>: <c>inet_tls</c>, <c>inet6_tls</c>, <c>inet_tcp</c> or <c>inet6_tcp</c>.</summary>
    public required string ProtoDist { get; init; }

    /// <summary><c>carrier</c>.</summary>
    public required CarrierKind Carrier { get; init; }

    /// <summary><c>hidden</c>.</summary>
    public required bool Hidden { get; init; }

    /// <summary><c>connect-all</c>.</summary>
    public required bool ConnectAll { get; init; }

    /// <summary><c>prevent-overlapping-partitions</c>.</summary>
    public required bool PreventOverlappingPartitions { get; init; }

    /// <summary><c>keep-connected</c>: node names.</summary>
    public required IReadOnlyList<string> KeepConnected { get; init; }

    /// <summary><c>ssl-dist-optfile</c>; null = none.</summary>
    public required string? SslDistOptFile { get; init; }

    /// <summary><c>ssl-dist-opt</c>: names and values in turn, as behind erl's <c>-ssl_dist_opt</c>.</summary>
    public required IReadOnlyList<string> SslDistOpts { get; init; }

    /// <summary>The options of <c>server { }</c> and <c>client { }</c>.</summary>
    public required IReadOnlyList<TlsSetting> TlsSettings { get; init; }

    /// <summary><c>tls-defaults</c>: options that are left out mean what they mean to OTP 25.</summary>
    public required bool TlsDefaultsOfOtp25 { get; init; }

    /// <summary><c>erl-flags</c>: the flags of the environment; null = they do not count.</summary>
    public required ErlFlags? ErlFlags { get; init; }

    /// <summary><c>epmd-port</c>; null = the environment's, else 4369.</summary>
    public required int? EpmdPort { get; init; }

    /// <summary><c>erl-epmd-port</c>: no EPMD, this port everywhere; null = EPMD.</summary>
    public required int? ErlEpmdPort { get; init; }

    /// <summary><c>start-epmd</c>.</summary>
    public required bool StartEpmd { get; init; }

    /// <summary><c>discovery</c>.</summary>
    public required DiscoveryKind Discovery { get; init; }

    /// <summary><c>static</c>: <c>host:port</c> by node name.</summary>
    public required IReadOnlyDictionary<string, string> StaticNodes { get; init; }

    /// <summary><c>dns</c>.</summary>
    public required DnsSettings Dns { get; init; }

    /// <summary><c>connection-timeout</c>.</summary>
    public required TimeSpan ConnectionTimeout { get; init; }

    /// <summary><c>net-ticktime</c>.</summary>
    public required TimeSpan NetTickTime { get; init; }

    /// <summary><c>net-tickintensity</c>.</summary>
    public required int NetTickIntensity { get; init; }

    /// <summary><c>dist-auto-connect</c>.</summary>
    public required AutoConnect AutoConnect { get; init; }

    /// <summary><c>inet-dist-listen-options</c>.</summary>
    public required SocketSettings ListenSocket { get; init; }

    /// <summary><c>inet-dist-connect-options</c>.</summary>
    public required SocketSettings ConnectSocket { get; init; }

    /// <summary><c>maximum-frame-size</c>, in bytes.</summary>
    public required int MaximumFrameSize { get; init; }

    /// <summary><c>send-queue-size</c>, in bytes.</summary>
    public required int SendQueueSize { get; init; }

    /// <summary><c>outbox-size</c>: bytes that may wait for one BEAM node.</summary>
    public required int OutboxSize { get; init; }

    /// <summary><c>outboxes-size</c>: bytes that may wait for all BEAM nodes that are not connected; null = four times <see cref="OutboxSize"/>.</summary>
    public required long? OutboxesSize { get; init; }

    /// <summary><c>held-size</c>: bytes that peers may make the node hold.</summary>
    public required long HeldSize { get; init; }

    /// <summary><c>binary-as</c>.</summary>
    public required BinaryAs BinaryAs { get; init; }

    /// <summary><c>inspection</c>.</summary>
    public required bool Inspection { get; init; }

    /// <summary><c>trace-context</c>.</summary>
    public required bool TraceContext { get; init; }

    /// <summary><c>akka-peers</c>.</summary>
    public required AkkaPeerSettings AkkaPeers { get; init; }

    /// <summary><c>dot-netty</c>.</summary>
    public required DotNettySettings DotNetty { get; init; }

    /// <summary>Hosting has set <c>enabled-transports</c> without being told which.</summary>
    internal bool TransportsAreByDefault { get; init; }

    /// <summary>Names a key as it was written: its HOCON path, or the name in appsettings or code.</summary>
    internal Func<SettingKey, string> NameOf { get; init; } = key => key.Path;

    /// <summary>The defaults, as HOCON.</summary>
    public static Config ReferenceConfig => s_reference.Value;

    /// <summary>Reads and checks a section.</summary>
    /// <param name="system">Our actor system: its name may be part of the node name.</param>
    /// <param name="config">The section, without the defaults.</param>
    /// <param name="path">Where the section stands, for complaints.</param>
    /// <exception cref="ConfigurationException">A key is unknown, a value is missing or impossible; the message names the key.</exception>
    public static ErlDistSettings Load(ActorSystem system, Config config, string path)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(config);
        return Load(system.Name, config, path, System.Environment.GetEnvironmentVariable);
    }

    /// <summary>No cookie and no password.</summary>
    public override string ToString() => $"{nameof(ErlDistSettings)} {{ {SectionPath}, {NodeName.Pattern}, {ProtoDist}, {Carrier}, port {Port} }}";

    internal static ErlDistSettings Load(string system, Config config, string path, Func<string, string?> environment) =>
        SettingsLoader.Load(system, config, path, environment);

    private static Config LoadReference()
    {
        Assembly assembly = typeof(ErlDistSettings).Assembly;
        using Stream resource = assembly.GetManifestResourceStream("AkkaErlDist.reference.conf")
            ?? throw new InvalidOperationException("AkkaErlDist.dll lacks its embedded reference.conf.");
        using var reader = new StreamReader(resource);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
