using ErlDist.Connections;
using ErlDist.Discovery;
using ErlDist.Embedding;
using ErlDist.Wire;
using Microsoft.Extensions.Logging;

namespace ErlDist.Nodes;

/// <summary>What options mean to the parts that a node is made of.</summary>
internal static class NodeParts
{
    /// <summary>What the node's connections share.</summary>
    /// <exception cref="NodeOptionException">No node starts under that name; the message gives erl's reason.</exception>
    public static ConnectionServices Connections(
        ErlangNodeOptions options, IConnectionOwner owner, ICarrier carrier, Func<string, Cookie> cookies, ILoggerFactory loggers, CancellationToken stopping)
    {
        NodeIdentity self = Identity(options);
        return new ConnectionServices
        {
            Self = self,
            Owner = owner,
            Carrier = carrier,
            OfferedFlags = () => options.Flags
                ?? (options.Hidden || !options.Listen || !self.HasName ? DistributionFlagSets.Hidden : DistributionFlagSets.Visible),
            CookieFor = cookies,
            Allowed = options.AllowedNodes is { Count: > 0 } || options.CertificateNamesNode
                ? new AllowList(options.AllowedNodes ?? [], options.CertificateNamesNode)
                : null,
            Limits = options.Limits,
            SetupTime = options.NetSetupTime,
            TickIntensity = options.NetTickIntensity,
            Time = options.TimeProvider,
            Accounts = new PeerAccounts(options.Limits.HeldBytes, options.Limits.SpawnedProcesses),
            Log = new NodeLog(loggers.CreateLogger<ErlangNode>()),
            Complaints = new Complaints(options.TimeProvider),
            Meters = new NodeMeters(self),
            Stopping = stopping,
        };
    }

    /// <summary>How other nodes are found.</summary>
    public static INodeDiscovery Discovery(ErlangNodeOptions options, NodeLog log) =>
        options.Discovery
        ?? (options.FixedPort is { } port ? NodeDiscovery.Port(port) : new EpmdDiscovery(options.Epmd, log.Logger, options.TimeProvider));

    private static NodeIdentity Identity(ErlangNodeOptions options)
    {
        uint creation = NameRules.RandomCreation();
        if (options.Name is not { } given)
        {
            return new NodeIdentity(NodeIdentity.NoNode, NameRules.LocalHost(options.LongNames == true), creation);
        }

        try
        {
            string name = NameRules.Complete(given, options.LongNames);
            return new NodeIdentity(Atom.Get(name), NodeName.HostOf(name), creation);
        }
        catch (FormatException e)
        {
            throw new NodeOptionException(nameof(options.Name), $"{options.NameOf(nameof(options.Name))}: {e.Message}");
        }
    }
}
