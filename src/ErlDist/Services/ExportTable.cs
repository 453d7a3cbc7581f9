using System.Collections.Concurrent;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>The functions and kinds of processes that a node exports, by module, name and arity.</summary>
internal sealed class ExportTable(NodeMeters meters)
{
    private static readonly Atom s_badarg = Atom.Get("badarg");
    private static readonly Atom s_badReturn = Atom.Get("bad_return_value");

    private readonly ConcurrentDictionary<(string Module, string Function, int Arity), Func<ErlList, CancellationToken, ValueTask<Term>>> _functions = new();

    private readonly ConcurrentDictionary<(string Module, string Function, int Arity), Func<ErlList, Atom, NodeProcess>> _processes = new();

    public void Add(string module, string function, int arity, Func<ErlList, CancellationToken, ValueTask<Term>> body) =>
        _functions[(module, function, arity)] = body;

    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arity">How many arguments.</param>
    /// <param name="create">Makes the process, from the arguments and the node that asks for it.</param>
    public void AddProcess(string module, string function, int arity, Func<ErlList, Atom, NodeProcess> create) =>
        _processes[(module, function, arity)] = create;

    /// <summary>What makes the process that a spawn request of that name begins; null where there is none.</summary>
    public Func<ErlList, Atom, NodeProcess>? FindProcess(Atom module, Atom function, int arity) =>
        _processes.GetValueOrDefault((module.Name, function.Name, arity));

    /// <summary>Whether there is such a function.</summary>
    public bool Has(Atom module, Atom function, int arity) =>
        _functions.ContainsKey((module.Name, function.Name, arity));

    /// <summary>As <see cref="ApplyAsync"/>, for another node: measured, and a span of its own where somebody listens.</summary>
    public async ValueTask<Term> ServeAsync(
        string call, Atom origin, Term module, Term function, Term arguments, CancellationToken cancellationToken)
    {
        using var span = CallSpan.BeginServing(meters, call, origin.Name, (module, function, arguments), static f => NameOf(f.module, f.function, f.arguments));
        try
        {
            return await ApplyAsync(module, function, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span?.Fail(e);
            throw;
        }
    }

    /// <summary>
    /// Calls an exported function, also as <c>erlang:apply/2,3</c> of one, which is how <c>erpc:call(Node, fun M:F/A)</c> arrives.
    /// </summary>
    /// <returns>A term that can be sent.</returns>
    /// <exception cref="RpcException">There is no such function, or it raised, or returned what cannot be sent.</exception>
    public async ValueTask<Term> ApplyAsync(Term module, Term function, Term arguments, CancellationToken cancellationToken)
    {
        (module, function, arguments) = Resolve(module, function, arguments);
        if (module is not Atom { Name: var m } || function is not Atom { Name: var f } || arguments is not ErlList list)
        {
            throw new RpcException(RpcErrorClass.Error, s_badarg);
        }

        if (!_functions.TryGetValue((m, f, list.Count), out Func<ErlList, CancellationToken, ValueTask<Term>>? body))
        {
            throw RpcException.Undefined(module, function, arguments);
        }

        try
        {
            Term? result = await body(list, cancellationToken).ConfigureAwait(false);
            return Encodable.Objection(result) is { } objection
                ? throw new RpcException(RpcErrorClass.Error, Term.Tuple(s_badReturn, ErlBinary.OfAnyText($"{m}:{f}/{list.Count}: {objection}")))
                : result;
        }
        catch (RpcException e) when (Encodable.Objection(Term.Tuple(e.Reason, e.StackTraceTerm)) is { } objection)
        {
            throw new RpcException(RpcErrorClass.Error, Term.Tuple(s_badReturn, ErlBinary.OfAnyText($"{m}:{f}/{list.Count} raised: {objection}")));
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

    private static string NameOf(Term module, Term function, Term arguments)
    {
        (module, function, arguments) = Resolve(module, function, arguments);
        return $"{module.ToShortString()}:{function.ToShortString()}/{(arguments as ErlList)?.Count}";
    }

    /// <summary><c>erlang:apply(fun M:F/A, Args)</c> and <c>erlang:apply(M, F, Args)</c>, as often as they stand in one another.</summary>
    private static (Term Module, Term Function, Term Arguments) Resolve(Term module, Term function, Term arguments)
    {
        while (module is Atom { Name: "erlang" } && function is Atom { Name: "apply" })
        {
            if (arguments is ErlList and [ErlExport fun, ErlList given] && given.Count == fun.Arity)
            {
                (module, function, arguments) = (fun.Module, fun.Function, given);
            }
            else if (arguments is ErlList and [Atom m, Atom f, ErlList args])
            {
                (module, function, arguments) = (m, f, args);
            }
            else
            {
                break;
            }
        }

        return (module, function, arguments);
    }
}
