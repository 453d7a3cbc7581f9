using System.Net;
using System.Net.Sockets;
using ErlDist.Embedding;
using Microsoft.Extensions.Logging;

namespace ErlDist.Hosting;

/// <summary>What the host's options mean to <see cref="ErlangNodeOptions"/>. Complaints name the host's keys.</summary>
/// <param name="owner">How complaints begin: <c>The Erlang node's</c>.</param>
/// <param name="settings">The host's options.</param>
internal sealed class NodeOptionsMaker(string owner, ErlangNodeHostingOptions settings)
{
    private const string DefaultHost = "localhost";

    /// <summary>Reads the environment's flags.</summary>
    public Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    /// <exception cref="ErlangException">As the node's start would throw.</exception>
    public ErlangNodeOptions Make(ILoggerFactory loggers)
    {
        ErlFlags? flags = settings.ErlFlags == true ? ErlFlags.Parse([], ReadVariable) : null;
        ErlangNodeOptions open = flags is null ? new ErlangNodeOptions() : ErlangNodeOptions.FromFlags(flags);
        string protoDist = settings.ProtoDist ?? flags?.ProtoDist ?? "inet_tls";
        EpmdOptions epmd = open.Epmd ?? EpmdOptions.FromEnvironment();
        ErlangNodeOptions made = open with
        {
            Name = FullName(open.Name),
            LongNames = settings.NodeName is null ? open.LongNames : null,
            Cookie = settings.Cookie is { } cookie ? MakeCookie(nameof(settings.Cookie), cookie) : open.Cookie,
            PeerCookies = settings.Cookies.Count == 0 ? open.PeerCookies
                : settings.Cookies.ToDictionary(c => c.Key, c => MakeCookie($"{nameof(settings.Cookies)}:{c.Key}", c.Value)),
            AllowedNodes = settings.AllowedNodes.Count > 0 ? [.. settings.AllowedNodes] : null,
            CertificateNamesNode = settings.CertificateNamesNode ?? open.CertificateNamesNode,
            Hidden = settings.Hidden ?? open.Hidden,
            ProtoDist = protoDist,
            Tls = Tls(flags),
            ListenAddress = ListenAddress(protoDist) ?? open.ListenAddress,
            ListenPortMin = settings.Port ?? open.ListenPortMin,
            ListenPortMax = settings.PortMax ?? open.ListenPortMax,
            PublicPort = settings.PublicPort is 0 ? null : settings.PublicPort,
            ListenSocket = Socket(nameof(settings.InetDistListenOptions), settings.InetDistListenOptions, open.ListenSocket),
            ConnectSocket = Socket(nameof(settings.InetDistConnectOptions), settings.InetDistConnectOptions, open.ConnectSocket),
            Epmd = epmd with { Port = EpmdPort() ?? epmd.Port, StartServer = settings.StartEpmd ?? epmd.StartServer },
            FixedPort = settings.ErlEpmdPort ?? open.FixedPort,
            Discovery = Discovery(),
            KeepConnected = [.. settings.KeepConnected],
            NetSetupTime = settings.ConnectionTimeout ?? open.NetSetupTime,
            NetTickTime = settings.NetTickTime ?? open.NetTickTime,
            NetTickIntensity = settings.NetTickIntensity ?? open.NetTickIntensity,
            AutoConnect = settings.DistAutoConnect ?? open.AutoConnect,
            ConnectAll = settings.ConnectAll ?? open.ConnectAll,
            PreventOverlappingPartitions = settings.PreventOverlappingPartitions ?? open.PreventOverlappingPartitions,
            Limits = Limits(open.Limits),
            Inspection = settings.Inspection ?? open.Inspection,
            TraceContext = settings.TraceContext ?? open.TraceContext,
            LoggerFactory = loggers,
            SettingNames = property => $"{owner} {KeyOf(property)}",
        };
        made = settings.Customize?.Invoke(made) ?? made;
        made.Validate();
        return made;
    }

    private NodeLimits Limits(NodeLimits open)
    {
        NodeLimits limits = open with
        {
            OutboundBytes = settings.SendQueueSize ?? open.OutboundBytes,
            OutboxBytes = settings.OutboxSize ?? open.OutboxBytes,
            HeldBytes = settings.HeldSize ?? open.HeldBytes,
        };
        return settings.OutboxesSize is { } all ? limits with { OutboxesBytes = all } : limits;
    }

    /// <summary>The key that sets a property of the node's options.</summary>
    private static string KeyOf(string property) => property switch
    {
        nameof(ErlangNodeOptions.Name) or nameof(ErlangNodeOptions.LongNames) => nameof(ErlangNodeHostingOptions.NodeName),
        nameof(ErlangNodeOptions.PeerCookies) => nameof(ErlangNodeHostingOptions.Cookies),
        nameof(ErlangNodeOptions.Tls) => $"{nameof(ErlangNodeHostingOptions.SslDistOptFile)}, or {nameof(ErlangNodeHostingOptions.Server)} and {nameof(ErlangNodeHostingOptions.Client)}",
        nameof(ErlangNodeOptions.NetSetupTime) => nameof(ErlangNodeHostingOptions.ConnectionTimeout),
        nameof(ErlangNodeOptions.AutoConnect) => nameof(ErlangNodeHostingOptions.DistAutoConnect),
        nameof(ErlangNodeOptions.ListenPortMin) => nameof(ErlangNodeHostingOptions.Port),
        nameof(ErlangNodeOptions.ListenPortMax) => nameof(ErlangNodeHostingOptions.PortMax),
        $"{nameof(ErlangNodeOptions.Limits)}.{nameof(NodeLimits.OutboundBytes)}" => nameof(ErlangNodeHostingOptions.SendQueueSize),
        $"{nameof(ErlangNodeOptions.Limits)}.{nameof(NodeLimits.OutboxBytes)}" => nameof(ErlangNodeHostingOptions.OutboxSize),
        $"{nameof(ErlangNodeOptions.Limits)}.{nameof(NodeLimits.OutboxesBytes)}" => nameof(ErlangNodeHostingOptions.OutboxesSize),
        $"{nameof(ErlangNodeOptions.Limits)}.{nameof(NodeLimits.HeldBytes)}" => nameof(ErlangNodeHostingOptions.HeldSize),
        nameof(ErlangNodeOptions.FixedPort) => nameof(ErlangNodeHostingOptions.ErlEpmdPort),
        _ => property,
    };

    private string FullName(string? flag)
    {
        string host = settings.PublicHostname ?? settings.Hostname ?? DefaultHost;
        string name = (settings.NodeName ?? flag) is { Length: > 0 } given
            ? ErlDist.NodeName.Split(given).Host is null ? $"{given}@{host}" : given
            : throw Wrong(nameof(settings.NodeName), "is missing; write the name that other nodes call it by, shop or shop@host.example");
        return name.EndsWith("@0.0.0.0", StringComparison.Ordinal) || name.EndsWith("@::", StringComparison.Ordinal)
            ? throw Wrong(nameof(settings.Hostname), $"is {host}, every interface, so {nameof(settings.PublicHostname)} must say by which host others reach this node")
            : ErlDist.NodeName.IsValid(name) ? name
            : throw Wrong(nameof(settings.NodeName), $"is '{name}', which is no node name; write name@host");
    }

    private Cookie MakeCookie(string key, string text)
    {
        try
        {
            return new Cookie(text);
        }
        catch (ArgumentException e)
        {
            throw Wrong(key, $"is no cookie: {e.Message.Split(" (Parameter")[0].TrimEnd('.')}", e);
        }
    }

    /// <summary>All options put together as OTP 29 does; null where there are none, or none are wanted.</summary>
    private TlsOptions? Tls(ErlFlags? flags)
    {
        var loader = new TlsOptionLoader
        {
            Defaults = settings.TlsDefaults ?? default,
            Functions = settings.TlsFunctions,
        };
        if (settings.SslDistOpt.Count > 0)
        {
            loader.AddArguments([[.. settings.SslDistOpt]], $"{owner} {nameof(settings.SslDistOpt)}");
        }
        else if (flags is not null)
        {
            loader.AddArguments(flags.SslDistOpts);
        }

        Add("server", nameof(settings.Server), settings.Server);
        Add("client", nameof(settings.Client), settings.Client);
        // An empty text is how one source of configuration takes back what another one gives.
        string? own = settings.SslDistOptFile is { Length: > 0 } ? settings.SslDistOptFile : null;
        if ((own ?? flags?.SslDistOptFile) is { } file)
        {
            loader.AddFile(file, own is null ? "-ssl_dist_optfile" : $"{owner} {nameof(settings.SslDistOptFile)}");
        }

        return loader.IsEmpty ? null : loader.Load(); // The node says so where the protocol has no use for them.

        void Add(string role, string key, IDictionary<string, string> given)
        {
            foreach ((string option, string value) in given)
            {
                loader.Add(role, option.Replace('-', '_').ToLowerInvariant(), value, $"{owner} {key}:{option}");
            }
        }
    }

    private IPAddress? ListenAddress(string protoDist)
    {
        (string key, string? host) = settings.ListenAddress is { } address
            ? (nameof(settings.ListenAddress), address)
            : (nameof(settings.Hostname), settings.Hostname);
        if (host is null)
        {
            return null;
        }

        AddressFamily family = protoDist.StartsWith("inet6", StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        try
        {
            return Dns.GetHostAddresses(host.Trim('[', ']'), family) is [var first, ..] ? first
                : throw Wrong(key, $"is {host}, which has no address that {protoDist} can listen on");
        }
        catch (SocketException e)
        {
            throw Wrong(key, $"is {host}, which is no host known here: {e.Message.TrimEnd('.')}", e);
        }
    }

    private SocketSettings Socket(string key, string? text, SocketSettings open) =>
        text is null ? open : ErlFlags.ParseSocketOptions(text, $"{owner} {key}");

    private int? EpmdPort() => settings.EpmdPort is null or (>= 1 and <= ushort.MaxValue)
        ? settings.EpmdPort
        : throw Wrong(nameof(settings.EpmdPort), $"is {settings.EpmdPort}, but must be a port from 1 to {ushort.MaxValue}");

    private INodeDiscovery? Discovery()
    {
        if (settings.Discovery is not (null or "epmd") && settings.ErlEpmdPort is not null)
        {
            throw Wrong(nameof(settings.ErlEpmdPort), $"is one port for every node, and {nameof(settings.Discovery)} is {settings.Discovery}: leave one of the two out");
        }

        CheckUnused("static", nameof(settings.Static), settings.Static.Count > 0);
        CheckUnused("dns", nameof(settings.Dns), settings.Dns.Service is not null);
        try
        {
            return settings.Discovery switch
            {
                null or "epmd" => null,
                "static" when settings.Static.Count == 0 =>
                    throw Wrong(nameof(settings.Static), $"is empty, and {nameof(settings.Discovery)} is static: list the nodes, as in {{ \"billing@host\": \"10.0.0.1:9100\" }}"),
                "static" => NodeDiscovery.Static(settings.Static.AsReadOnly()),
                "dns" => NodeDiscovery.Dns(new DnsDiscoveryOptions
                {
                    Service = settings.Dns.Service ?? throw Wrong("Dns:Service", $"is missing, and {nameof(settings.Discovery)} is dns: give the DNS name of the nodes"),
                    Alive = settings.Dns.Alive,
                    Port = settings.Dns.Port,
                }),
                var other => throw Wrong(nameof(settings.Discovery), $"is '{other}', but must be epmd, static or dns"),
            };
        }
        catch (ArgumentException e)
        {
            throw Wrong(settings.Discovery == "static" ? nameof(settings.Static) : nameof(settings.Dns), $"won't do: {e.Message.TrimEnd('.')}", e);
        }
    }

    private void CheckUnused(string discovery, string key, bool isGiven)
    {
        if (isGiven && settings.Discovery is var chosen && chosen != discovery)
        {
            throw Wrong(key, $"is given, and {nameof(settings.Discovery)} is {chosen ?? "epmd"}, which has no use for it: set {nameof(settings.Discovery)} to {discovery}, or leave {key} out");
        }
    }

    private SettingException Wrong(string key, string complaint, Exception? inner = null) => new($"{owner} {key} {complaint}.", inner);
}
