using ErlDist.Connections;
using ErlDist.Routing;
using ErlDist.Services;

namespace ErlDist;

/// <summary>
/// <c>global</c> (kernel, "global"): names that all nodes of a cluster know, and locks that one holds on all of them. A visible node does it
/// by the protocol of <c>global_name_server</c>, as one of the cluster; a hidden one asks a BEAM node that it is connected to.
/// </summary>
/// <remarks>A name goes by itself when its process ends or its node is gone. Safe for many threads.</remarks>
public sealed class GlobalNames
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly Atom s_global = Atom.Get("global");
    private static readonly Atom s_register = Atom.Get("register");

    private readonly ProcessServices _local;
    private readonly PeerTable _peers;
    private readonly Lazy<CallProcess> _calls;
    private readonly GlobalCluster _cluster;
    private readonly SemaphoreSlim _changes = new(1);

    internal GlobalNames(ProcessServices local, PeerTable peers, Lazy<CallProcess> calls, GlobalCluster cluster) =>
        (_local, _peers, _calls, _cluster) = (local, peers, calls, cluster);

    /// <summary><c>global:register_name/2</c>.</summary>
    /// <param name="name">Any term.</param>
    /// <param name="process">The process.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// False (<c>no</c>) when the name is taken, or the process has another one, as on a BEAM without <c>global_multi_name_action</c>;
    /// <see cref="ReRegisterAsync"/> gives it a second one all the same.
    /// </returns>
    /// <exception cref="InvalidOperationException">A hidden node without a connected BEAM node that has <c>global</c>.</exception>
    /// <exception cref="TimeoutException">The cluster's lock could not be had within 10 s.</exception>
    public Task<bool> RegisterAsync(Term name, Pid process, CancellationToken cancellationToken = default) =>
        RegisterAsync(name, process, anew: false, cancellationToken);

    /// <summary><c>global:re_register_name/2</c>: the name is the process's from now on, whoever had it.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="RegisterAsync(Term, Pid, CancellationToken)"/>.</exception>
    /// <exception cref="TimeoutException">The cluster's lock could not be had within 10 s.</exception>
    public Task ReRegisterAsync(Term name, Pid process, CancellationToken cancellationToken = default) =>
        RegisterAsync(name, process, anew: true, cancellationToken);

    /// <summary><c>global:unregister_name/1</c>.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="RegisterAsync(Term, Pid, CancellationToken)"/>.</exception>
    /// <exception cref="TimeoutException">The cluster's lock could not be had within 10 s.</exception>
    public async Task UnregisterAsync(Term name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_cluster.Server is null)
        {
            await AskBeamAsync("unregister_name", cancellationToken, name).ConfigureAwait(false);
            return;
        }

        await UnderLockAsync(
            nodes => _cluster.AskAsync(nodes, Term.Tuple(Atom.Get("unregister"), name), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary><c>global:whereis_name/1</c>; null where nobody has the name.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="RegisterAsync(Term, Pid, CancellationToken)"/>.</exception>
    public async Task<Pid?> WhereIsAsync(Term name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _cluster.Server is { } server
            ? server.With(t => t.TryFind(name, out Pid? process) ? process : null)
            : await AskBeamAsync("whereis_name", cancellationToken, name).ConfigureAwait(false) as Pid;
    }

    /// <summary><c>global:send/2</c>: sends to the process of the name.</summary>
    /// <returns>The process.</returns>
    /// <exception cref="ProcessExitException">Nobody has the name (<c>{badarg, {Name, Msg}}</c> in OTP).</exception>
    /// <exception cref="NodeConnectionException">Its node cannot be reached.</exception>
    public async Task<Pid> SendAsync(Term name, Term message, CancellationToken cancellationToken = default)
    {
        Pid process = await WhereIsAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new ProcessExitException(name, Atom.Noproc);
        await _calls.Value.SendAsync(process, message, cancellationToken).ConfigureAwait(false);
        return process;
    }

    /// <summary>
    /// <c>global:set_lock/3</c>, held by this node until <see cref="DeleteLockAsync"/>. Nobody of another requester has it meanwhile who asks at
    /// least one of the same nodes.
    /// </summary>
    /// <param name="resource">What is locked.</param>
    /// <param name="requester">Who locks it, as often as it likes; null = this node.</param>
    /// <param name="retries">How often it is tried again, after pauses; null = without end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another requester has it.</returns>
    public Task<bool> SetLockAsync(Term resource, Term? requester = null, int? retries = null, CancellationToken cancellationToken = default) =>
        _cluster.SetLockAsync(LockNodes, Id(resource, requester), retries, cancellationToken);

    /// <summary><c>global:del_lock/2</c>.</summary>
    /// <param name="resource">What is locked.</param>
    /// <param name="requester">Who locked it; null = this node.</param>
    /// <param name="cancellationToken">Ends the waiting; the lock is given back all the same.</param>
    public Task DeleteLockAsync(Term resource, Term? requester = null, CancellationToken cancellationToken = default) =>
        _cluster.DeleteLockAsync(LockNodes, Id(resource, requester)).WaitAsync(cancellationToken);

    /// <summary><c>global:trans/2</c>: does something while it holds a lock of its own.</summary>
    /// <param name="resource">What is locked.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellationToken">Gives up waiting for the lock, and is passed on.</param>
    public async Task<T> TransactionAsync<T>(Term resource, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return await _cluster.WithLockAsync(
            LockNodes, Id(resource, _local.Processes.NewReference()), () => work(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private IReadOnlyList<Atom> LockNodes => _cluster.Server is null ? [.. _peers.Up.Select(c => c.PeerName)] : _cluster.Members;

    private ErlTuple Id(Term resource, Term? requester) => Term.Tuple(resource, requester ?? _calls.Value.Pid);

    private async Task<bool> RegisterAsync(Term name, Pid process, bool anew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(process);
        if (_cluster.Server is not { } server)
        {
            return await AskBeamAsync(anew ? "re_register_name" : "register_name", cancellationToken, name, process).ConfigureAwait(false) is Atom { Name: "yes" };
        }

        return await UnderLockAsync(
            async nodes =>
            {
                bool isFree = anew || server.With(t => !t.TryFind(name, out _) && !t.IsNamed(process));
                if (isFree)
                {
                    await _cluster.AskAsync(nodes, Term.Tuple(s_register, name, process, GlobalCluster.Method), cancellationToken).ConfigureAwait(false);
                }

                return isFree;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Under the lock that every change of names takes, on all nodes.</summary>
    private async Task<T> UnderLockAsync<T>(Func<IReadOnlyList<Atom>, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _local.Stopping);
        limit.CancelAfter(s_limit);
        Term id = Term.Tuple(s_global, _calls.Value.Pid);
        IReadOnlyList<Atom> nodes = _cluster.Members;
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false); // The lock is this node's: its own changes take turns.
        try
        {
            return await _cluster.WithLockAsync(nodes, id, () => work(nodes), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The lock for names of global could not be had on all of {string.Join(", ", nodes.Select(n => n.Name))}.");
        }
        finally
        {
            _changes.Release();
        }
    }

    private async Task<Term> AskBeamAsync(string function, CancellationToken cancellationToken, params Term[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _local.Stopping);
        limit.CancelAfter(s_limit);
        foreach (Atom peer in _peers.Up.Select(c => c.PeerName))
        {
            try
            {
                return await _calls.Value.RpcAsync(peer, s_global, Atom.Get(function), (ErlList)Term.List(arguments), limit.Token).ConfigureAwait(false);
            }
            catch (ErlangException)
            {
                // No BEAM, or gone meanwhile: the next may be one.
            }
        }

        throw new InvalidOperationException(
            "global needs a connected BEAM node, for this node is hidden: ConnectAsync to one, or set ErlangNodeOptions.Hidden to false.");
    }
}
