using System.Globalization;
using ErlDist.Embedding;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Tool.Checking;

/// <summary>
/// Once connected, what the peer itself can tell: its clock, its tick time, and whether it could have dialled us. Each is asked by
/// rpc, which a node of another kind may not answer.
/// </summary>
internal sealed class WayBack(ErlangNode node, string peer, DistributionFlags flags, CheckReport report)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan s_clockLimit = TimeSpan.FromSeconds(5);
    private const int ConnectMilliseconds = 3000;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await ClockAsync(cancellation).ConfigureAwait(false);
        await TickTimeAsync(cancellation).ConfigureAwait(false);
        await ReachAsync(cancellation).ConfigureAwait(false);
    }

    private async Task ClockAsync(CancellationToken cancellation)
    {
        const string Step = "clock";
        DateTimeOffset before = DateTimeOffset.UtcNow;
        if (await AskAsync(Step, "erlang", "system_time", "[millisecond]", cancellation).ConfigureAwait(false) is not ErlInteger { Value: var theirs })
        {
            return;
        }

        DateTimeOffset ours = before + (DateTimeOffset.UtcNow - before) / 2;
        TimeSpan apart = DateTimeOffset.FromUnixTimeMilliseconds(theirs) - ours;
        string text = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(apart.TotalSeconds):0.0} s {(apart < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        if (apart.Duration() <= s_clockLimit)
        {
            report.Ok(Step, text);
        }
        else
        {
            report.Wrong(Step, $"{text}: certificates begin and end by the clock, and logs of the two don't fit together. Let both follow NTP.");
        }
    }

    private async Task TickTimeAsync(CancellationToken cancellation)
    {
        const string Step = "ticktime";
        Term? answer = await AskAsync(Step, "net_kernel", "get_net_ticktime", "[]", cancellation).ConfigureAwait(false);
        double ours = node.Options.NetTickTime.TotalSeconds;
        if ((answer is ErlTuple and [_, ErlInteger changing] ? changing : answer as ErlInteger) is not { Value: var theirs })
        {
            return;
        }

        if (theirs == ours)
        {
            report.Ok(Step, $"{theirs} s on both");
        }
        else
        {
            report.Wrong(Step, $"{theirs} s there and {ours} s here: the end with the shorter one takes a healthy other for dead. Give all nodes the same -kernel net_ticktime.");
        }
    }

    /// <summary>Asks the peer's EPMD client and its TCP for us.</summary>
    private async Task ReachAsync(CancellationToken cancellation)
    {
        const string Step = "wayback";
        if (node.EndPoint is not { Port: var port })
        {
            report.Ok(Step, "not asked: without -sname or -name, or with -dist_listen false, nobody dials this node");
            return;
        }

        var name = NodeName.Parse(node.Name);
        (string alive, string host) = (Term.CharList(name.Alive).ToString(), Term.CharList(name.Host).ToString());
        if (node.Options.FixedPort is null)
        {
            Term? found = await AskAsync(Step, "erl_epmd", "port_please", $"[{alive},{host}]", cancellation).ConfigureAwait(false);
            if (found is not (ErlTuple and [Atom { Name: "port" }, ErlInteger { Value: var told }, _]))
            {
                if (found is not null)
                {
                    report.Wrong(Step, $"{peer} asks EPMD of {host} for {alive} and gets {found}: it reaches another EPMD than this node is registered with, or none. "
                        + "Open ERL_EPMD_PORT (4369) for it, and let the host of the name be one that it resolves to this machine.");
                }

                return;
            }

            port = (int)told;
        }

        string options = node.Options.ProtoDist.StartsWith("inet6", StringComparison.Ordinal) ? "[inet6]" : "[]";
        Term? connected = await AskAsync(Step, "gen_tcp", "connect", $"[{host},{port},{options},{ConnectMilliseconds}]", cancellation).ConfigureAwait(false);
        switch (connected)
        {
            case ErlTuple and [Atom { Name: "ok" }, _]:
                report.Ok(Step, $"{peer} reaches {node.Name} at {name.Host}:{port}");
                break;
            case not null:
                report.Wrong(Step, $"{peer} can't connect to {name.Host}:{port}: {connected}. Open the port for it; -kernel inet_dist_listen_min and "
                    + "inet_dist_listen_max keep this node to ports that a firewall can know. Until then only this end can set up the connection.");
                break;
        }
    }

    private async Task<Term?> AskAsync(string step, string module, string function, string arguments, CancellationToken cancellation)
    {
        if (!flags.HasFlag(DistributionFlags.Spawn))
        {
            report.Ok(step, $"not asked: {peer} takes no spawn requests");
            return null;
        }

        try
        {
            return await node.RpcAsync(peer, module, function, (ErlList)Term.Parse(arguments), s_limit, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or ProcessExitException or TimeoutException)
        {
            report.Ok(step, $"not known: {peer} doesn't answer {module}:{function}");
            return null;
        }
    }
}
