using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>A process that a BEAM node spawned here: it runs one exported function and ends.</summary>
/// <param name="local">What it shares with other processes.</param>
/// <param name="exports">Where the function is.</param>
/// <param name="origin">The node that spawned it.</param>
internal sealed class SpawnedProcess(ProcessServices local, ExportTable exports, Atom origin) : NodeProcess(local)
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Runs a plain function; the process ends <c>normal</c>, or with what it raised.</summary>
    public void Run(Term module, Term function, Term arguments) =>
        _ = EndWithAsync(async cancellationToken =>
        {
            try
            {
                await exports.ServeAsync("spawn", origin, module, function, arguments, cancellationToken).ConfigureAwait(false);
                return Atom.Normal;
            }
            catch (RpcException e)
            {
                return e.Class == RpcErrorClass.Exit ? e.Reason : Term.Tuple(e.Reason, e.StackTraceTerm);
            }
        });

    /// <summary><c>erpc:execute_call/4</c>: the exit reason carries the result.</summary>
    public void RunCall(Term reference, Term module, Term function, Term arguments) =>
        _ = EndWithAsync(async cancellationToken =>
        {
            try
            {
                return Erpc.Returned(reference,
                    await exports.ServeAsync("erpc:call", origin, module, function, arguments, cancellationToken)
                        .ConfigureAwait(false));
            }
            catch (RpcException e)
            {
                return Erpc.Raised(reference, e);
            }
        });

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        // A function has no mailbox: what takes messages is a Mailbox or a GenServer.
    }

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        if (ExitRules.Of(reason, linked, trapsExits: false) == ExitEffect.End)
        {
            End(ExitRules.ReasonAfter(reason, linked));
        }
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason)
    {
    }

    /// <inheritdoc/>
    protected override void OnEnded(Term reason) => _ended.Cancel();

    private async Task EndWithAsync(Func<CancellationToken, Task<Term>> body)
    {
        await WokenReceivers.LeaveLoop;
        try
        {
            End(await body(_ended.Token).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever it is: who waits for the process must see it end.
        catch (Exception e)
        {
            EndWith(e);
        }
#pragma warning restore CA1031
    }
}
