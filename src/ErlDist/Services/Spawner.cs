using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;
using ErlDist.Wire;

namespace ErlDist.Services;

/// <summary>Answers spawn requests of BEAM nodes: erpc, exported functions as processes, exported kinds of processes.</summary>
internal sealed class Spawner(ProcessServices local, ExportTable exports)
{
    private static readonly Atom s_badarg = Atom.Get("badarg");
    private static readonly Atom s_badopt = Atom.Get("badopt");
    private static readonly Atom s_systemLimit = Atom.Get("system_limit");
    private static readonly Atom s_notsup = Atom.Get("notsup");

    /// <summary>
    /// One request. Its reply and, when it asked for it, the monitor and the link come before the function runs.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="hold">They count for the peer until the process has ended.</param>
    public void OnRequest(in Signal request, Term arguments, MessageHold hold)
    {
        if (!TryServe(request, arguments, hold))
        {
            hold.Release();
        }
    }

    private bool TryServe(in Signal request, Term arguments, MessageHold hold)
    {
        Pid caller = request.From!;
        if (request.Spawn is not { } spawn || arguments is not ErlList list || list.Count != spawn.Arity)
        {
            return Refuse(request, s_badarg);
        }

        if (SpawnOptions.Read(spawn.Options) is not { } options)
        {
            return Refuse(request, s_badopt);
        }

        Func<Beginning>? begin = Find(spawn, list, caller.Node);
        if (begin is null)
        {
            return Refuse(request, s_notsup);
        }

        PeerAccount account = local.Accounts.Find(caller.Node);
        if (!account.TryBeginFunction())
        {
            return Refuse(request, s_systemLimit);
        }

        (NodeProcess process, Action run) = begin();
        var place = new Place(account, hold);
        process.Ended += place.Free;
        if (process.HasEnded)
        {
            place.Free(); // Before it could tell.
        }

        if (options.HasFlag(SpawnFlags.Link))
        {
            process.OnSignal(Signals.Link(caller, process.Pid), null, caller.Node);
        }

        if (options.HasFlag(SpawnFlags.Monitor))
        {
            process.OnSignal(Signals.Monitor(caller, new MonitorTarget(local.NodeName, process.Pid, null), request.Ref!), null, caller.Node);
        }

        local.Router.TryRoute(Signals.Spawned(request, process.Pid, options), caller.Node);
        run();
        return true;
    }

    private Func<Beginning>? Find(SpawnRequest entry, ErlList arguments, Atom origin)
    {
        if (entry.Module.Equals(Erpc.Module))
        {
            return (entry.Function.Name, arguments) switch
            {
                ("execute_call", [Term reference, Term module, Term function, Term args]) =>
                    () => OfFunction(origin, p => p.RunCall(reference, module, function, args)),
                ("execute_cast", [Term module, Term function, Term args]) => () => OfFunction(origin, p => p.Run(module, function, args)),
                _ => null,
            };
        }

        return exports.FindProcess(entry.Module, entry.Function, entry.Arity) is { } create ? () => OfKind(create, arguments, origin)
            : exports.Has(entry.Module, entry.Function, entry.Arity)
                ? () => OfFunction(origin, p => p.Run(entry.Module, entry.Function, arguments))
            : null;
    }

    private Beginning OfFunction(Atom origin, Action<SpawnedProcess> run)
    {
        var process = new SpawnedProcess(local, exports, origin);
        return new Beginning(process, () => run(process));
    }

    private Beginning OfKind(Func<ErlList, Atom, NodeProcess> create, ErlList arguments, Atom origin)
    {
        try
        {
            NodeProcess? process = create(arguments, origin);
            return new Beginning(process ?? throw new InvalidOperationException("The exported kind of process made none."), static () => { });
        }
#pragma warning disable CA1031 // As on the BEAM: the process is there, and ends with what its beginning raised.
        catch (Exception e)
        {
            var process = new SpawnedProcess(local, exports, origin);
            return new Beginning(process, () => process.End(ExitReason.Of(e)));
        }
#pragma warning restore CA1031
    }

    private bool Refuse(in Signal request, Atom reason)
    {
        local.Router.TryRoute(Signals.NotSpawned(request, reason), request.From!.Node);
        return false;
    }

    /// <summary>One of the places of <see cref="NodeLimits.SpawnedProcesses"/>, which is free again once.</summary>
    private sealed class Place(PeerAccount account, MessageHold hold)
    {
        private int _freed;

        public void Free()
        {
            if (Interlocked.Exchange(ref _freed, 1) == 0)
            {
                account.EndFunction();
                hold.Release();
            }
        }
    }

    /// <summary>A process that has its pid, and what it does once its caller knows of it.</summary>
    private readonly record struct Beginning(NodeProcess Process, Action Run);
}
