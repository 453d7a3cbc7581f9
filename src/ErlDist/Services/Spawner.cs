using ErlDist.Nodes;
using ErlDist.Processes;
using ErlDist.Terms;
using ErlDist.Wire;

namespace ErlDist.Services;

/// <summary>Answers spawn requests of BEAM nodes: erpc, exported functions as processes, exported kinds of processes.</summary>
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

        Func<Beginning>? begin = Find(spawn, list);
        if (begin is null)
        {
            Refuse(request, s_notsup);
            return;
        }

        if (!TryBegin())
        {
            Refuse(request, s_systemLimit);
            return;
        }

        (LocalProcess process, Action run) = begin();
        process.Ended = End;
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
        run();
    }

    private Func<Beginning>? Find(SpawnRequest entry, ErlList arguments)
    {
        if (entry.Module.Equals(Erpc.Module))
        {
            return (entry.Function.Name, arguments) switch
            {
                ("execute_call", [Term reference, Term module, Term function, Term args]) =>
                    () => OfFunction(p => p.RunCall(reference, module, function, args)),
                ("execute_cast", [Term module, Term function, Term args]) => () => OfFunction(p => p.Run(module, function, args)),
                _ => null,
            };
        }

        return node.Exports.FindProcess(entry.Module, entry.Function, entry.Arity) is { } create ? () => OfKind(create, arguments)
            : node.Exports.Has(entry.Module, entry.Function, entry.Arity)
                ? () => OfFunction(p => p.Run(entry.Module, entry.Function, arguments))
            : null;
    }

    private Beginning OfFunction(Action<SpawnedProcess> run)
    {
        var process = new SpawnedProcess(node);
        return new Beginning(process, () => run(process));
    }

    private Beginning OfKind(Func<ErlangNode, ErlList, LocalProcess> create, ErlList arguments)
    {
        try
        {
            return new Beginning(create(node, arguments), static () => { });
        }
#pragma warning disable CA1031 // As on the BEAM: the process is there, and ends with what its beginning raised.
        catch (Exception e)
        {
            var process = new SpawnedProcess(node);
            return new Beginning(process, () => process.End(ExitReason.Of(e)));
        }
#pragma warning restore CA1031
    }

    private void Refuse(in Signal request, Atom reason) =>
        node.Router.TryRoute(Signals.NotSpawned(request, reason), request.From!.Node);

    /// <summary>A process that has its pid, and what it does once its caller knows of it.</summary>
    private readonly record struct Beginning(LocalProcess Process, Action Run);
}
