using System.Globalization;
using ErlDist.Tool.Context;
using ErlDist.Tool.Output;
using Spectre.Console;

namespace ErlDist.Tool.Measuring;

/// <summary>A table that refreshes on a terminal; elsewhere a table a sample, or with <c>--json</c> an object a process.</summary>
internal sealed class TopView(ToolContext context, NodeSampler sampler, TimeSpan pause, int samples, int rows)
{
    private Dictionary<string, long> _before = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!Terminal.IsInteractive || context.Options.Json)
        {
            await RepeatAsync(WritePlain, cancellation).ConfigureAwait(false);
            return;
        }

        await Terminal.Open(context.Output).Live(new Text("…")).StartAsync(live => RepeatAsync(
            (sample, busiest) =>
            {
                live.UpdateTarget(Table(sample, busiest));
                live.Refresh();
            },
            cancellation)).ConfigureAwait(false);
    }

    private async Task RepeatAsync(Action<NodeSample, List<(ProcessSample Process, long Work)>> show, CancellationToken cancellation)
    {
        for (int i = 0; i < samples; i++)
        {
            if (i > 0)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }

            NodeSample sample = await sampler.TakeAsync(cancellation).ConfigureAwait(false);
            show(sample, Busiest(sample));
            _before = sample.Processes.ToDictionary(p => p.Pid, p => p.Reductions);
        }
    }

    /// <summary>By what they did since the last sample, and since their start at the first.</summary>
    private List<(ProcessSample Process, long Work)> Busiest(NodeSample sample) =>
        [.. sample.Processes.Select(p => (p, p.Reductions - _before.GetValueOrDefault(p.Pid))).OrderByDescending(p => p.Item2).ThenByDescending(p => p.p.Queue).Take(rows)];

    private void WritePlain(NodeSample sample, List<(ProcessSample Process, long Work)> busiest)
    {
        context.Results.Write(
            Heading(sample),
            ("node", sampler.Peer), ("uptime_seconds", sample.Uptime?.TotalSeconds), ("memory", sample.Memory),
            ("run_queue", sample.RunQueue), ("processes", sample.ProcessCount));
        if (!context.Options.Json)
        {
            context.Results.Write($"{"pid",-24} {"name",-28} {"queue",8} {"memory",10} {"reductions",12} in");
        }

        foreach ((ProcessSample process, long work) in busiest)
        {
            context.Results.Write(
                $"{process.Pid,-24} {process.Name,-28} {process.Queue,8} {Bytes(process.Memory),10} {work,12} {process.Current}",
                ("node", sampler.Peer), ("pid", process.Pid), ("name", process.Name), ("queue", process.Queue),
                ("memory", process.Memory), ("reductions", process.Reductions), ("current", process.Current));
        }
    }

    private Table Table(NodeSample sample, List<(ProcessSample Process, long Work)> busiest)
    {
        var table = new Table { Border = TableBorder.None, Title = new TableTitle(Markup.Escape(Heading(sample))) };
        table.AddColumns("pid", "name", "queue", "memory", "reductions", "in");
        foreach ((ProcessSample process, long work) in busiest)
        {
            string queue = process.Queue > 1000 ? $"[red]{process.Queue}[/]" : $"{process.Queue}";
            table.AddRow(
                Markup.Escape(process.Pid), Markup.Escape(process.Name), queue, Bytes(process.Memory), $"{work}", Markup.Escape(process.Current));
        }

        return table;
    }

    private string Heading(NodeSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sampler.Peer}, up {sample.Uptime?.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture) ?? "?"}, memory {(sample.Memory is { } m ? Bytes(m) : "?")}, {sample.ProcessCount} processes, run queue {sample.RunQueue?.ToString(CultureInfo.InvariantCulture) ?? "?"}");

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
    };
}
