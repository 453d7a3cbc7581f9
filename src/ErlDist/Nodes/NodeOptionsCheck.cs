using System.Globalization;
using ErlDist.Tls;

namespace ErlDist.Nodes;

/// <summary>Refuses options that no node can start with, before anything is opened. Each complaint names the setting as it was written.</summary>
internal static class NodeOptionsCheck
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestTick = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_longestSetup = TimeSpan.FromSeconds(120);

    /// <exception cref="NodeOptionException">A value is out of its range, or two do not fit each other.</exception>
    /// <exception cref="TlsOptionException">TLS is wanted and nothing says how.</exception>
    public static void Check(ErlangNodeOptions options)
    {
        CheckCarrier(options);
        CheckPorts(options);
        CheckTime(options, nameof(options.NetTickTime), options.NetTickTime, s_longestTick);
        CheckTime(options, nameof(options.NetSetupTime), options.NetSetupTime, s_longestSetup);
        if (options.NetTickIntensity is < 4 or > 1000)
        {
            throw options.Wrong(nameof(options.NetTickIntensity), $"is {options.NetTickIntensity}, but must be from 4 to 1000");
        }

        CheckLimits(options);
        foreach (string node in options.PeerCookies.Keys)
        {
            CheckNode(options, nameof(options.PeerCookies), node);
        }

        foreach (string node in options.KeepConnected.Where(node => node != ErlangNodeOptions.AllNodes))
        {
            CheckNode(options, nameof(options.KeepConnected), node);
        }
    }

    private static void CheckCarrier(ErlangNodeOptions options)
    {
        if (options.Carrier is not null)
        {
            return;
        }

        if (options.ProtoDist is not ("inet_tls" or "inet6_tls" or "inet_tcp" or "inet6_tcp"))
        {
            throw options.Wrong(
                nameof(options.ProtoDist), $"is '{options.ProtoDist}', but must be inet_tls, inet6_tls, or without any security inet_tcp, inet6_tcp");
        }

        if (options.ProtoDist.EndsWith("_tls", StringComparison.Ordinal) && options.Tls is null)
        {
            throw new TlsOptionException(
                $"{options.NameOf(nameof(options.ProtoDist))} is {options.ProtoDist}, but there are no TLS options, so the node would refuse every peer:"
                + $" set {options.NameOf(nameof(options.Tls))}. An option file of OTP does (erldist certs makes one). For a network that needs no security at all: inet_tcp.");
        }
    }

    private static void CheckPorts(ErlangNodeOptions options)
    {
        CheckPort(options, nameof(options.ListenPortMin), options.ListenPortMin, 0);
        CheckPort(options, nameof(options.ListenPortMax), options.ListenPortMax, 0);
        CheckPort(options, nameof(options.FixedPort), options.FixedPort ?? 1, 1);
        CheckPort(options, nameof(options.PublicPort), options.PublicPort ?? 1, 1);
        if (options.ListenPortMax != 0 && options.ListenPortMin > options.ListenPortMax)
        {
            throw options.Wrong(
                nameof(options.ListenPortMin),
                $"is {options.ListenPortMin}, above {options.NameOf(nameof(options.ListenPortMax))}, which is {options.ListenPortMax}: no port is in that range");
        }

        if (options.ListenPortMax != 0 && options.ListenPortMin == 0)
        {
            throw options.Wrong(
                nameof(options.ListenPortMax),
                $"is {options.ListenPortMax} without {options.NameOf(nameof(options.ListenPortMin))}: give both ends of the range");
        }
    }

    private static void CheckPort(ErlangNodeOptions options, string property, int port, int min)
    {
        if (port < min || port > ushort.MaxValue)
        {
            throw options.Wrong(property, $"is {port}, but must be a port from {min} to {ushort.MaxValue}");
        }
    }

    private static void CheckLimits(ErlangNodeOptions options)
    {
        NodeLimits limits = options.Limits;
        ReadOnlySpan<(string Name, long Value)> all =
        [
            (nameof(limits.PendingConnections), limits.PendingConnections),
            (nameof(limits.HeldBytes), limits.HeldBytes),
            (nameof(limits.SpawnedProcesses), limits.SpawnedProcesses),
            (nameof(limits.RelationsPerProcess), limits.RelationsPerProcess),
            (nameof(limits.NamesPerPeer), limits.NamesPerPeer),
            (nameof(limits.OutboundBytes), limits.OutboundBytes),
            (nameof(limits.OutboundControlBytes), limits.OutboundControlBytes),
            (nameof(limits.OutboxBytes), limits.OutboxBytes),
        ];
        foreach ((string name, long value) in all)
        {
            if (value < 1)
            {
                throw options.Wrong(LimitOf(name), $"is {value}, but must be 1 or more");
            }
        }

        if (limits.OutboxesBytes < limits.OutboxBytes)
        {
            throw options.Wrong(
                LimitOf(nameof(limits.OutboxesBytes)),
                $"is {limits.OutboxesBytes}, less than {options.NameOf(LimitOf(nameof(limits.OutboxBytes)))}, which is {limits.OutboxBytes}: all nodes together may have at least what one may");
        }
    }

    /// <summary>A limit as a setting is named.</summary>
    private static string LimitOf(string name) => $"{nameof(ErlangNodeOptions.Limits)}.{name}";

    private static void CheckTime(ErlangNodeOptions options, string property, TimeSpan time, TimeSpan max)
    {
        if (time < s_shortest || time > max)
        {
            throw options.Wrong(
                property,
                string.Create(CultureInfo.InvariantCulture, $"is {time.TotalSeconds} s, but must be from {s_shortest.TotalSeconds} s to {max.TotalSeconds} s"));
        }
    }

    private static void CheckNode(ErlangNodeOptions options, string property, string node)
    {
        if (!NodeName.IsValid(node))
        {
            throw options.Wrong(property, $"has '{NodeName.Printable(node)}', which is no node name; write name@host");
        }
    }
}
