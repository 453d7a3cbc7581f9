using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Nodes.Calls;

/// <summary>Answers spawn requests of BEAM nodes: erpc, and exported functions as processes.</summary>
internal sealed class Spawner(ErlangNode node)
{
    private static readonly Atom s_badarg = new("badarg");
    private static readonly Atom s_systemLimit = new("system_limit");
    private static readonly Atom s_notsup = new("notsup");

    private int _running;

    /// <summary>One more function runs for a peer; false when there are too many (<see cref="NodeLimits.SpawnedProcesses"/>).</summary>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _running) <= node.Options.Limits.SpawnedProcesses)
        {
            return true;
        }

        End();
        return false;
    }

    /// <summary>One has ended.</summary>
    public void End() => Interlocked.Decrement(ref _running);

    /// <summary>
    /// One request. Its reply and, when it asked for it, the monitor and the link come before the function runs.
    /// </summary>
    public void OnRequest(in Signal request, Term arguments)
    {
        Pid caller = request.From!;
        if (request.Spawn is not { } spawn || arguments is not ErlList list || list.Count != spawn.Arity)
        {
            Refuse(request, s_badarg);
            return;
        }

        Action<SpawnedProcess>? body = BodyOf(spawn, list);
        if (body is null)
        {
            Refuse(request, s_notsup);
            return;
        }

        if (!TryBegin())
        {
            Refuse(request, s_systemLimit);
            return;
        }

        var process = new SpawnedProcess(node, End);
        SpawnFlags flags = SpawnFlags.None;
        foreach (Term option in spawn.Options as ErlList ?? ErlList.Empty)
        {
            switch (option)
            {
                case Atom { Name: "link" }:
                    process.OnSignal(Signals.Link(caller, process.Pid), null, caller.Node);
                    flags |= SpawnFlags.Link;
                    break;
                case Atom { Name: "monitor" } or ErlTuple and [Atom { Name: "monitor" }, _]:
                    process.OnSignal(Signals.Monitor(caller, new MonitorTarget(node.NameAtom, process.Pid, null), request.Ref!), null, caller.Node);
                    flags |= SpawnFlags.Monitor;
                    break;
            }
        }

        node.Router.TryRoute(Signals.Spawned(request, process.Pid, flags), caller.Node);
        body(process);
    }

    private Action<SpawnedProcess>? BodyOf(SpawnRequest entry, ErlList arguments)
    {
        if (entry.Module.Equals(Erpc.Module))
        {
            return (entry.Function.Name, arguments) switch
            {
                ("execute_call", [Term reference, Term module, Term function, Term args]) =>
                    p => p.RunCall(reference, module, function, args),
                ("execute_cast", [Term module, Term function, Term args]) => p => p.Run(module, function, args),
                _ => null,
            };
        }

        return node.Exports.Has(entry.Module, entry.Function, entry.Arity) ? p => p.Run(entry.Module, entry.Function, arguments) : null;
    }

    private void Refuse(in Signal request, Atom reason) =>
        node.Router.TryRoute(Signals.NotSpawned(request, reason), request.From!.Node);
}
