using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using ErlDist.Terms;
using ErlDist.Tool.Output;

namespace ErlDist.Tool.Watching;

/// <summary>What happens to a node, to those that it is connected with, and to processes on it.</summary>
internal sealed class NodeWatch(ErlangNode node, string peer, IReadOnlyList<string> names, TimeSpan pause, Results results)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Reference, string> _monitors = [];
    private readonly HashSet<string> _up = [];
    private readonly ConcurrentQueue<string> _losses = new();
    private HashSet<string> _others = [];
    private bool _isUp;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        node.NodeDown += (_, down) =>
        {
            if (down.Node == peer)
            {
                _losses.Enqueue(down.Reason?.ToString() ?? "lost");
            }
        };

        // The first try fails as every command does; later ones wait for the node.
        await node.ConnectAsync(peer, cancellation).ConfigureAwait(false);
        Mailbox mailbox = node.CreateMailbox();
        await using ConfiguredAsyncDisposable ending = mailbox.ConfigureAwait(false);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await LookAsync(mailbox, cancellation).ConfigureAwait(false);
                await ReceiveAsync(mailbox, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        }
    }

    private async Task LookAsync(Mailbox mailbox, CancellationToken cancellation)
    {
        while (_losses.TryDequeue(out string? loss))
        {
            Down(loss);
        }

        try
        {
            await node.ConnectAsync(peer, cancellation).ConfigureAwait(false);
        }
        catch (NodeConnectionException)
        {
            // It is told when it is there again.
            return;
        }

        if (!_isUp)
        {
            _isUp = true;
            Tell("node", peer, "up", null);
        }

        foreach (string name in names.Except(_monitors.Values).ToList())
        {
            _monitors[await mailbox.MonitorAsync(name, peer, cancellation).ConfigureAwait(false)] = name;
        }

        await LookAtOthersAsync(cancellation).ConfigureAwait(false);
    }

    private async Task LookAtOthersAsync(CancellationToken cancellation)
    {
        try
        {
            Term answer = await node.RpcAsync(peer, "erlang", "nodes", ErlList.Empty, s_limit, cancellation).ConfigureAwait(false);
            var now = (answer as ErlList ?? ErlList.Empty).OfType<Atom>().Select(a => a.Name).Where(n => n != node.Name).ToHashSet();
            foreach (string come in now.Except(_others))
            {
                Tell("node", come, "up", $"seen by {peer}");
            }

            foreach (string gone in _others.Except(now))
            {
                Tell("node", gone, "down", $"seen by {peer}");
            }

            _others = now;
        }
        catch (Exception e) when (e is RpcException or ProcessExitException or TimeoutException or NodeConnectionException)
        {
            // A node that answers no rpc, or is going: its own events tell.
        }
    }

    /// <summary>Takes what monitors tell, until it is time to look again.</summary>
    private async Task ReceiveAsync(Mailbox mailbox, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(pause);
        try
        {
            while (true)
            {
                if (await mailbox.ReceiveAsync(limit.Token).ConfigureAwait(false)
                        is ErlTuple and [Atom { Name: "DOWN" }, Reference reference, _, _, Term reason]
                    && _monitors.Remove(reference, out string? name))
                {
                    OnDown(name, reason);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Who has been monitored for so long without a word is there.
            foreach (string name in _monitors.Values.Where(_up.Add))
            {
                Tell("process", name, "up", null);
            }
        }
    }

    private void OnDown(string name, Term reason)
    {
        if (reason is Atom { Name: "noconnection" })
        {
            // The loss of the node tells it.
            _up.Remove(name);
        }
        else if (_up.Remove(name))
        {
            Tell("process", name, "down", reason.ToString());
        }
        else if (reason is not Atom { Name: "noproc" })
        {
            Tell("process", name, "up", null);
            Tell("process", name, "down", reason.ToString());
        }
    }

    private void Down(string why)
    {
        if (_isUp)
        {
            _isUp = false;
            _up.Clear();
            _others = [];
            Tell("node", peer, "down", why);
        }
    }

    private void Tell(string kind, string name, string what, string? why)
    {
        string time = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        results.Write(
            $"{time} {kind} {name} {what}{(why is null ? "" : ": " + why)}",
            ("time", time), ("kind", kind), ("name", name), ("event", what), ("reason", why));
    }
}
