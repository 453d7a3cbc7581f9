using System.Collections.Concurrent;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>The functions and kinds of processes that a node exports, by module, name and arity.</summary>
internal sealed class ExportTable
{
    private readonly ConcurrentDictionary<(string Module, string Function, int Arity), ErlangFunction> _functions = new();

    private readonly ConcurrentDictionary<(string Module, string Function, int Arity), Func<ErlangNode, ErlList, LocalProcess>> _processes = new();

    public void Add(string module, string function, int arity, ErlangFunction body) =>
        _functions[(module, function, arity)] = body;

    public void AddProcess(string module, string function, int arity, Func<ErlangNode, ErlList, LocalProcess> create) =>
        _processes[(module, function, arity)] = create;

    /// <summary>What makes the process that a spawn request of that name begins; null where there is none.</summary>
    public Func<ErlangNode, ErlList, LocalProcess>? FindProcess(Atom module, Atom function, int arity) =>
        _processes.GetValueOrDefault((module.Name, function.Name, arity));

    /// <summary>Whether there is such a function.</summary>
    public bool Has(Atom module, Atom function, int arity) =>
        _functions.ContainsKey((module.Name, function.Name, arity));

    /// <summary>Calls an exported function.</summary>
    /// <exception cref="RpcException">There is no such function, or it raised.</exception>
    public async ValueTask<Term> ApplyAsync(Term module, Term function, Term arguments, CancellationToken cancellationToken)
    {
        if (module is not Atom { Name: var m } || function is not Atom { Name: var f } || arguments is not ErlList list
            || !_functions.TryGetValue((m, f, list.Count), out ErlangFunction? body))
        {
            throw RpcException.Undefined(module, function, arguments);
        }

        try
        {
            return await body(list, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            throw;
        }
#pragma warning disable CA1031 // As on the BEAM: what a function raises is the caller's to see.
        catch (Exception e)
        {
            throw new RpcException(RpcErrorClass.Error, ExitReason.Of(e));
        }
#pragma warning restore CA1031
    }
}
