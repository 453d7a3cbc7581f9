using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using ErlDist.Tool.Context;

namespace ErlDist.Tool.Checking;

/// <summary>
/// Goes the way to a node step by step, by the same code that every connection takes; where it fails, small experiments tell
/// more about why. The first wrong step is the last.
/// </summary>
internal sealed class NodeCheck(ToolContext context, string peer, CheckReport report)
{
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(5);

    private readonly NodeName _name = NodeName.Parse(peer);

    public async Task RunAsync(CancellationToken cancellation)
    {
        ErlangNodeOptions options = ToolNode.Options(context);
        var own = new OwnSide(options, peer, report);
        own.Check();
        var carrier = new WatchedCarrier(Carrier.Create(options.ProtoDist, options.Tls));
        if (await FindPortAsync(cancellation).ConfigureAwait(false) is { } port
            && await FindAddressAsync(port, options.ProtoDist, cancellation).ConfigureAwait(false) is { } endpoint)
        {
            await ConnectAsync(options with { Carrier = carrier, Hidden = true }, carrier, endpoint, own, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<int?> FindPortAsync(CancellationToken cancellation)
    {
        const string Step = "EPMD";
        if (context.Flags.ErlEpmdPort is { } known)
        {
            report.Ok(Step, $"not asked: -erl_epmd_port {known}");
            return known;
        }

        try
        {
            var epmd = new EpmdClient(context.Epmd);
            string place = $"{_name.Host}:{context.Epmd.Port}";
            EpmdEntry? entry = await epmd.LookupAsync(_name.Alive, _name.Host, cancellation).ConfigureAwait(false);
            if (entry is { Port: > 0 })
            {
                report.Ok(Step, $"{place} says port {entry.Port}, {(entry.NodeType == EpmdNodeType.Hidden ? "hidden" : "visible")}");
                return entry.Port;
            }

            IReadOnlyList<EpmdName> names = await epmd.NamesAsync(_name.Host, cancellation).ConfigureAwait(false);
            report.Wrong(Step, entry is null
                ? $"{place} knows no node '{_name.Alive}' but {Listed(names)}. Start the node, or take one of these names; the name is what stands before the @."
                : $"{_name.Alive} takes no connections: it was started with -dist_listen false. Let it connect to you, or start it without.");
        }
        catch (EpmdException e)
        {
            report.Wrong(Step, e.Message);
        }

        return null;
    }

    private static string Listed(IReadOnlyList<EpmdName> names) =>
        names.Count == 0 ? "none at all" : string.Join(", ", names.Select(n => n.Name));

    private async Task<IPEndPoint?> FindAddressAsync(int port, string protoDist, CancellationToken cancellation)
    {
        const string Step = "TCP";
        AddressFamily family = protoDist.StartsWith("inet6", StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_connectLimit);
        try
        {
            // The addresses that every connection tries, by the carrier that has no TLS.
            ICarrier tcp = Carrier.Create(family == AddressFamily.InterNetwork ? "inet_tcp" : "inet6_tcp");
            var target = new ConnectTarget { Host = _name.Host, Port = port, NodeName = peer };
            ICarrierConnection connection = await tcp.ConnectAsync(target, limit.Token).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
            report.Ok(Step, $"{connection.RemoteEndPoint} accepts");
            return (IPEndPoint)connection.RemoteEndPoint;
        }
        catch (CarrierException e)
        {
            report.Wrong(Step, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            report.Wrong(
                Step,
                $"{_name.Host}, port {port}, did not accept within {s_connectLimit.TotalSeconds} s: open the port in the firewalls between here and "
                + "there. -kernel inet_dist_listen_min and inet_dist_listen_max keep a node to ports that a firewall can know.");
        }

        return null;
    }

    private async Task ConnectAsync(
        ErlangNodeOptions options, WatchedCarrier carrier, IPEndPoint endpoint, OwnSide own, CancellationToken cancellation)
    {
        ErlangNode node = await ErlangNode.StartAsync(options, cancellation).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable stopping = node.ConfigureAwait(false);
        var diagnosis = new Diagnosis(peer, endpoint, carrier, options, report);
        try
        {
            HandshakeResult result = await ToolNode.ConnectAsync(node, peer, cancellation).ConfigureAwait(false);
            diagnosis.OnConnected(result);
            own.ReportOk();
            await new WayBack(node, peer, result.PeerFlags, report).RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (NodeConnectionException e)
        {
            await diagnosis.OnFailedAsync(e, cancellation).ConfigureAwait(false);
        }
    }
}
