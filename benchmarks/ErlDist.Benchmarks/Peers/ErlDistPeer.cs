using System.Diagnostics;
using System.Net;
using ErlDist.Benchmarks.Control;
using ErlDist.Benchmarks.Orchestration;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Benchmarks.Peers;

/// <summary>An ErlangNode that serves and drives with mailboxes, as its users would write it.</summary>
internal sealed class ErlDistPeer(ErlangNode node)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly Atom s_bench = Atom.Get("bench");
    private static readonly Atom s_expect = Atom.Get("expect");
    private static readonly Atom s_hit = Atom.Get("hit");
    private Atom _target = Atom.Undefined;

    public static async Task<int> RunAsync(string name, string directory, bool givesBack)
    {
        await using ErlangNode node = await ErlangNode.StartAsync(new ErlangNodeOptions
        {
            Name = $"{name}@localhost",
            Cookie = new Cookie(Workspace.Cookie),
            Epmd = EpmdOptions.FromEnvironment(),
            Tls = TlsOptions.FromFiles(Path.Combine(directory, "node.pem"), Path.Combine(directory, "ca.pem")),
            ListenAddress = IPAddress.Loopback,
        });
        await using var partners = new ErlDistPartners(node, givesBack);
        await ControlLoop.RunAsync(node.Name, new ErlDistPeer(node).ObeyAsync);
        return 0;
    }

    private async Task<RunResult> ObeyAsync(ControlCommand command)
    {
        using var limit = new CancellationTokenSource(s_limit);
        return await (command.Verb switch
        {
            "connect" => ConnectAsync(command.Text("target"), limit.Token),
            "rtt" => RoundTripsAsync(command.Seconds("seconds"), limit.Token),
            "pingpong" => PingPongAsync(command.Number("pairs"), command.Number("inflight"), command.Number("count"), limit.Token),
            "oneway" => FloodAsync(Filled(command.Number("size")), command.Number("count"), 1, limit.Token),
            "fanin" => FloodAsync(Filled(command.Number("size")), command.Number("count"), command.Number("senders"), limit.Token),
            "terms" => FloodAsync(Shape(command.Text("shape")), command.Number("count"), 1, limit.Token),
            "mixed" => MixedAsync(command.Seconds("seconds"), command.Number("size"), command.Number("inflight"), limit.Token),
            "collect" => Task.FromResult(ControlLoop.Collect()),
            _ => throw new ArgumentException($"unknown: {command.Verb}"),
        });
    }

    private async Task<RunResult> ConnectAsync(string target, CancellationToken limit)
    {
        await node.ConnectAsync(target, limit);
        _target = Atom.Get(target);
        return new RunResult();
    }

    private async Task<RunResult> RoundTripsAsync(TimeSpan duration, CancellationToken limit)
    {
        await using Mailbox mailbox = node.CreateMailbox();
        Pid echo = (await PartnersAsync(mailbox, "echo", 1, limit))[0];
        return await RoundTripsAsync(mailbox, echo, duration, limit);
    }

    private static async Task<RunResult> RoundTripsAsync(Mailbox mailbox, Pid echo, TimeSpan duration, CancellationToken limit)
    {
        ErlTuple message = Term.Tuple(mailbox.Pid, Filled(64));
        List<long> samples = [];
        long start = Stopwatch.GetTimestamp();
        long now = start;
        while (Stopwatch.GetElapsedTime(start, now) < duration)
        {
            await mailbox.SendAsync(echo, message, limit);
            await mailbox.ReceiveAsync(limit);
            long then = Stopwatch.GetTimestamp();
            samples.Add(RunResult.Nanoseconds(now, then));
            now = then;
        }

        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, samples.Count, samples);
    }

    private async Task<RunResult> PingPongAsync(int pairs, int inFlight, int count, CancellationToken limit)
    {
        await using Mailbox mailbox = node.CreateMailbox();
        IReadOnlyList<Pid> partners = await PartnersAsync(mailbox, "echo", pairs, limit);
        int each = count / pairs;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(partners.Select(p => Task.Run(() => PingPongAsync(p, inFlight, each, limit), limit)));
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, (long)each * pairs);
    }

    private async Task PingPongAsync(Pid partner, int inFlight, int count, CancellationToken limit)
    {
        await using Mailbox mailbox = node.CreateMailbox();
        ErlTuple message = Term.Tuple(mailbox.Pid, s_hit);
        int sent = 0;
        for (; sent < Math.Min(inFlight, count); sent++)
        {
            await mailbox.SendAsync(partner, message, limit);
        }

        for (int answered = 0; answered < count; answered++)
        {
            await mailbox.ReceiveAsync(limit);
            if (sent < count)
            {
                await mailbox.SendAsync(partner, message, limit);
                sent++;
            }
        }
    }

    private async Task<RunResult> FloodAsync(Term message, int count, int senders, CancellationToken limit)
    {
        await using Mailbox mailbox = node.CreateMailbox();
        Pid sink = (await PartnersAsync(mailbox, "sink", 1, limit))[0];
        int each = count / senders;
        long start = Stopwatch.GetTimestamp();
        await mailbox.SendAsync(sink, Term.Tuple(s_expect, (long)each * senders, mailbox.Pid), limit);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(() => SendAsync(sink, message, each, limit), limit)));
        await mailbox.ReceiveAsync(limit);
        return new RunResult(Stopwatch.GetElapsedTime(start).TotalSeconds, (long)each * senders);
    }

    private async Task SendAsync(Pid sink, Term message, int count, CancellationToken limit)
    {
        await using Mailbox mailbox = node.CreateMailbox();
        for (int i = 0; i < count; i++)
        {
            await mailbox.SendAsync(sink, message, limit);
        }
    }

    private async Task<RunResult> MixedAsync(TimeSpan duration, int size, int inFlight, CancellationToken limit)
    {
        await using Mailbox trips = node.CreateMailbox();
        await using Mailbox stream = node.CreateMailbox();
        Pid echo = (await PartnersAsync(trips, "echo", 1, limit))[0];
        Pid acknowledge = (await PartnersAsync(stream, "ack", 1, limit))[0];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        int acknowledged = 0;
        var streaming = Task.Run(
            async () =>
            {
                ErlTuple message = Term.Tuple(stream.Pid, Filled(size));
                for (int i = 0; i < inFlight; i++)
                {
                    await stream.SendAsync(acknowledge, message, limit);
                }

                while (true)
                {
                    await stream.ReceiveAsync(stop.Token);
                    acknowledged++;
                    await stream.SendAsync(acknowledge, message, limit);
                }
            },
            limit);
        RunResult result = await RoundTripsAsync(trips, echo, duration, limit);
        result = result with { Count = Volatile.Read(ref acknowledged) };
        await stop.CancelAsync();
        await streaming.ContinueWith(_ => { }, limit, TaskContinuationOptions.None, TaskScheduler.Default);
        return result;
    }

    /// <summary>Asks the process <c>bench</c> of the other node for partners of a kind.</summary>
    private async Task<IReadOnlyList<Pid>> PartnersAsync(Mailbox mailbox, string kind, int count, CancellationToken limit)
    {
        var atom = Atom.Get(kind);
        await mailbox.SendAsync(s_bench.Name, _target.Name, kind == "echo" ? Term.Tuple(atom, mailbox.Pid, count) : Term.Tuple(atom, mailbox.Pid), limit);
        return await mailbox.ReceiveAsync(limit) is ErlTuple and [_, ErlList pids]
            ? [.. pids.Cast<Pid>()]
            : throw new PeerException($"{_target} did not answer with partners");
    }

    private static ErlBinary Filled(int size)
    {
        byte[] bytes = new byte[size];
        Array.Fill(bytes, (byte)7);
        return new ErlBinary(bytes);
    }

    private static Term Shape(string name) => name switch
    {
        "list" => Term.List([.. Enumerable.Range(0, 1024).Select(i =>
        {
            byte[] bytes = new byte[128];
            Array.Fill(bytes, (byte)(i & 127));
            return (Term)bytes;
        })]),
        "map" => Term.Map([.. Enumerable.Range(0, 1000).Select(i => ((Term)$"key{i}", (Term)((long)i * i)))]),
        "record" => Term.Tuple(
            Atom.Get("order"), 4711, "Ada Lovelace", "ada@example.org", 12, 349.5, true, Atom.Get("paid"), Term.List(1, 2, 3), Atom.Undefined),
        _ => throw new ArgumentException($"unknown shape {name}"),
    };
}
