using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using AkkaErlDist.Addresses;
using AkkaErlDist.Carriers;
using AkkaErlDist.Configuration;
using AkkaErlDist.Logging;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Tls;
using Microsoft.Extensions.Logging;
using Cookie = ErlDist.Cookie;

namespace AkkaErlDist.Nodes;

/// <summary>The Erlang node of an actor system, made as the settings say.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly ICarrier _carrier;

    private RunningNode(ErlangNode node, ICarrier carrier)
    {
        Node = node;
        _carrier = carrier;
    }

    public ErlangNode Node { get; }

    /// <param name="system">The actor system.</param>
    /// <param name="settings">The transport's settings.</param>
    /// <param name="setup">What the settings cannot say.</param>
    /// <param name="prepare">
    /// Makes what lives on the node before it takes connections, knowing the address of the actor system and whether peers' certificates
    /// are verified.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConfigurationException">The settings do not do; the message names the key.</exception>
    /// <exception cref="ErlDist.ErlangException">The node cannot start; the message says why and what to do.</exception>
    public static async Task<RunningNode> StartAsync(
        ActorSystem system, ErlDistSettings settings, ErlDistSetup setup, Action<ErlangNode, Address, bool> prepare, CancellationToken cancellationToken)
    {
        var loggers = new AkkaLoggerFactory(system);
        TlsOptions? tls = TlsSource.Load(settings, setup, loggers.CreateLogger<ErlangNode>());
        ICarrier carrier = MakeCarrier(settings, tls, loggers);
        ICarrierListener? listener = null;
        try
        {
            // Before the node is made: its name may hold the port.
            listener = await carrier.ListenAsync(await ListenOptionsAsync(settings, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            int port = settings.PublicPort > 0 ? settings.PublicPort : listener.LocalEndPoint.Port;
            ErlangNode node = await ErlangNode.StartAsync(
                new ErlangNodeOptions
                {
                    Name = settings.NodeName.NameFor(system.Name, settings.PublicHostname, port),
                    Cookie = settings.Cookie is { } cookie ? MakeCookie(settings, SettingKeys.Cookie, cookie) : null,
                    CookieFor = AkkaCookie(settings),
                    PeerCookies = settings.Cookies.ToDictionary(entry => entry.Key, entry => MakeCookie(settings, SettingKeys.Cookies, entry.Value)),
                    AllowedNodes = settings.AllowedNodes.Count > 0 ? settings.AllowedNodes : null,
                    CertificateNamesNode = settings.CertificateNamesNode,
                    Hidden = settings.Hidden,
                    ConnectAll = settings.ConnectAll,
                    PreventOverlappingPartitions = settings.PreventOverlappingPartitions,
                    KeepConnected = settings.KeepConnected,
                    Inspection = settings.Inspection,
                    TraceContext = settings.TraceContext,
                    PublicPort = settings.PublicPort > 0 ? settings.PublicPort : null,
                    AutoConnect = settings.AutoConnect,
                    NetTickIntensity = settings.NetTickIntensity,
                    SettingNames = property => SettingOfProperty.NameOf(settings, property),
                    CommandLine = settings.ErlFlags,
                    Carrier = new OpenedCarrier(carrier, listener),
                    Epmd = Epmd(settings),
                    FixedPort = settings.ErlEpmdPort,
                    Discovery = DiscoveryOf(settings),
                    NetTickTime = settings.NetTickTime,
                    NetSetupTime = settings.ConnectionTimeout,
                    Prepare = node => prepare(
                        node,
                        new Address(settings.TransportProtocol, system.Name, AkkaAddress.HostOf(settings.PublicHostname), port),
                        tls is { Server.Verify: TlsVerify.Peer, Client.Verify: TlsVerify.Peer }),
                    Limits = Limits(settings),
                    LoggerFactory = loggers,
                },
                cancellationToken).ConfigureAwait(false);
            foreach (ExportedFunction export in setup.Exports)
            {
                node.Export(export.Module, export.Function, export.Arity, export.Body);
            }

            return new RunningNode(node, carrier);
        }
        catch
        {
            if (listener is not null)
            {
                await listener.DisposeAsync().ConfigureAwait(false);
            }

            await EndAsync(carrier).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync().ConfigureAwait(false);
        await EndAsync(_carrier).ConfigureAwait(false);
    }

    private static ValueTask EndAsync(ICarrier carrier) =>
        carrier is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    private static ICarrier MakeCarrier(ErlDistSettings settings, TlsOptions? tls, AkkaLoggerFactory loggers) => settings.Carrier switch
    {
        CarrierKind.Sockets => Carrier.Create(settings.ProtoDist, tls, loggers, settings.ListenSocket, settings.ConnectSocket),
        _ => new DotNettyCarrier(Family(settings), tls, settings.DotNetty, loggers)
        {
            ListenSocket = settings.ListenSocket,
            ConnectSocket = settings.ConnectSocket,
        },
    };

    private static AddressFamily Family(ErlDistSettings settings) =>
        settings.ProtoDist.StartsWith("inet6", StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    private static async Task<ListenOptions> ListenOptionsAsync(ErlDistSettings settings, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Carrier.ResolveAsync(settings.ProtoDist, settings.ListenAddress ?? settings.Hostname, cancellationToken).ConfigureAwait(false);
        return new ListenOptions
        {
            Address = addresses[0],
            Backlog = settings.ListenSocket.Backlog ?? new ListenOptions().Backlog,
            PortMin = settings.ErlEpmdPort ?? settings.Port,
            PortMax = settings.ErlEpmdPort ?? Math.Max(settings.Port, settings.PortMax),
        };
    }

    private static INodeDiscovery? DiscoveryOf(ErlDistSettings settings)
    {
        try
        {
            return settings.Discovery switch
            {
                DiscoveryKind.Static => NodeDiscovery.Static(settings.StaticNodes),
                DiscoveryKind.Dns => NodeDiscovery.Dns(new DnsDiscoveryOptions
                {
                    Service = settings.Dns.Service!,
                    Alive = settings.Dns.Alive,
                    Port = settings.Dns.Port,
                }),
                _ => null,
            };
        }
        catch (ArgumentException failure)
        {
            SettingKey key = settings.Discovery == DiscoveryKind.Static ? SettingKeys.Static : SettingKeys.Dns;
            throw new ConfigurationException($"{settings.NameOf(key)}: {failure.Message}", failure);
        }
    }

    private static EpmdOptions Epmd(ErlDistSettings settings)
    {
        EpmdOptions options = (settings.ErlFlags?.ToEpmdOptions() ?? EpmdOptions.FromEnvironment()) with { StartServer = settings.StartEpmd };
        return settings.EpmdPort is { } port ? options with { Port = port } : options;
    }

    /// <summary>The largest message of Akka's fits, with what is around it.</summary>
    internal static NodeLimits Limits(ErlDistSettings settings)
    {
        WireLimits wire = WireLimits.Default;
        int series = (int)Math.Min(int.MaxValue, Math.Max(wire.MaxFragmentBytes, 2L * settings.MaximumFrameSize));
        int frame = (int)Math.Min(int.MaxValue, Math.Max(wire.MaxFrameBytes, settings.MaximumFrameSize + 64L * 1024));
        NodeLimits limits = NodeLimits.Default with
        {
            OutboundBytes = settings.SendQueueSize,
            OutboxBytes = settings.OutboxSize,
            HeldBytes = settings.HeldSize,
            Wire = wire with { MaxFrameBytes = frame, MaxFragmentBytes = series },
        };
        return settings.OutboxesSize is { } all ? limits with { OutboxesBytes = all } : limits;
    }

    /// <summary>The cookie between Akka peers; one that is set for a single node goes first.</summary>
    private static Func<string, Cookie?>? AkkaCookie(ErlDistSettings settings)
    {
        if (settings.AkkaPeers.Cookie is not { } text)
        {
            return null;
        }

        Cookie cookie = MakeCookie(settings, SettingKeys.AkkaPeerCookie, text);
        return peer => settings.AkkaPeers.IsNamed(peer) && !settings.Cookies.ContainsKey(peer) ? cookie : null;
    }

    private static Cookie MakeCookie(ErlDistSettings settings, SettingKey key, string text)
    {
        try
        {
            return new Cookie(text);
        }
        catch (ArgumentException failure)
        {
            throw new ConfigurationException($"{settings.NameOf(key)} is no cookie: {failure.Message.Split(" (Parameter")[0]}", failure);
        }
    }
}
