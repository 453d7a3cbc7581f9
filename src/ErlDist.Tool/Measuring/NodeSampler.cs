using ErlDist.Tool.Context;

namespace ErlDist.Tool.Measuring;

/// <summary>Asks a node by rpc, in one call for all processes where it is a BEAM.</summary>
internal sealed class NodeSampler(ErlangNode node, string peer)
{
    private const int MaxSingleCalls = 200;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static readonly Term s_items = Term.Parse(
        "[registered_name, initial_call, current_function, message_queue_len, memory, reductions]");

    private static readonly ErlExport s_processInfo = new(Atom.Get("erlang"), Atom.Get("process_info"), 2);

    /// <summary>The node.</summary>
    public string Peer => peer;

    /// <exception cref="UnreachableException">It lets nobody look.</exception>
    public async Task<NodeSample> TakeAsync(CancellationToken cancellation)
    {
        ErlList pids = await PidsAsync(cancellation).ConfigureAwait(false);
        List<ProcessSample> processes = await ProcessesAsync(pids, cancellation).ConfigureAwait(false);
        Term? memory = await TryCallAsync("erlang", "memory", [Atom.Get("total")], cancellation).ConfigureAwait(false);
        Term? queue = await TryCallAsync("erlang", "statistics", [Atom.Get("run_queue")], cancellation).ConfigureAwait(false);
        Term? clock = await TryCallAsync("erlang", "statistics", [Atom.Get("wall_clock")], cancellation).ConfigureAwait(false);
        return new NodeSample(
            clock is ErlTuple and [ErlInteger { Value: var up }, _] ? TimeSpan.FromMilliseconds(up) : null,
            (memory as ErlInteger)?.Value,
            (queue as ErlInteger)?.Value,
            pids.Count,
            processes);
    }

    private async Task<ErlList> PidsAsync(CancellationToken cancellation)
    {
        try
        {
            return await CallAsync("erlang", "processes", [], cancellation).ConfigureAwait(false) as ErlList ?? ErlList.Empty;
        }
        catch (RpcException e)
        {
            throw new UnreachableException(
                $"{peer} does not answer erlang:processes/0. If it is a .NET node: it must be started with inspection (Inspection = true, in HOCON inspection = on).", e);
        }
    }

    private async Task<List<ProcessSample>> ProcessesAsync(ErlList pids, CancellationToken cancellation)
    {
        try
        {
            var items = ErlList.Create(Enumerable.Repeat(s_items, pids.Count).ToArray());
            Term all = await CallAsync("lists", "zipwith", [s_processInfo, pids, items], cancellation).ConfigureAwait(false);
            return [.. pids.Zip((ErlList)all).Select(p => Read(p.First, p.Second)).OfType<ProcessSample>()];
        }
        catch (RpcException)
        {
            // No BEAM: each by itself.
            var found = new List<ProcessSample>();
            foreach (Term pid in pids.Take(MaxSingleCalls))
            {
                if (Read(pid, await CallAsync("erlang", "process_info", [pid, s_items], cancellation).ConfigureAwait(false)) is { } process)
                {
                    found.Add(process);
                }
            }

            return found;
        }
    }

    private static ProcessSample? Read(Term pid, Term info)
    {
        if (info is not ErlList list)
        {
            return null;
        }

        var items = list.OfType<ErlTuple>().Where(t => t.Count == 2 && t[0] is Atom).DistinctBy(t => t[0]).ToDictionary(t => ((Atom)t[0]).Name, t => t[1]);
        return new ProcessSample(
            pid.ToString(),
            items.GetValueOrDefault("registered_name") is Atom name ? name.ToString() : Function(items.GetValueOrDefault("initial_call")),
            Number("message_queue_len"),
            Number("memory"),
            Number("reductions"),
            Function(items.GetValueOrDefault("current_function")));

        long Number(string item) => items.GetValueOrDefault(item) is ErlInteger { Value: var value } ? value : 0;
    }

    private static string Function(Term? function) =>
        function is ErlTuple and [Term module, Term name, Term arity] ? $"{module}:{name}/{arity}" : function?.ToString() ?? "";

    private Task<Term> CallAsync(string module, string function, ReadOnlySpan<Term> arguments, CancellationToken cancellation) =>
        node.RpcAsync(peer, module, function, ErlList.Create(arguments), s_limit, cancellation);

    private async Task<Term?> TryCallAsync(string module, string function, Term[] arguments, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(module, function, arguments, cancellation).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            return null;
        }
    }
}
