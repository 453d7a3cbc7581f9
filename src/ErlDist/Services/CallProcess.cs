using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;
using ErlDist.Wire;

namespace ErlDist.Services;

/// <summary>
/// The one process of a node that calls out for .NET code: gen calls, rpc and spawns of all callers share its pid, each
/// with a reference of its own that is the monitor, the alias and the tag of the call, as in OTP's gen:call.
/// </summary>
internal sealed class CallProcess(ProcessServices local, PeerTable peers, ExportTable exports, GroupLeaders leaders) : NodeProcess(local)
{
    private static readonly Atom s_call = Atom.Get("call");
    private static readonly Atom s_rex = Atom.Get("rex");

    private readonly GenCalls<PendingCall> _pending = new();

    /// <summary><c>{Label, {Pid, Tag}, Request}</c> to a process, monitored, and the reply.</summary>
    /// <exception cref="ProcessExitException">The process is not there, ended, or the connection was lost.</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public Task<Term> GenCallAsync(Atom label, MonitorTarget target, Term request, CancellationToken cancellationToken) =>
        GenCallAsync<TermCall, Term>(label, target, new TermCall(request), cancellationToken);

    /// <summary>As the other one, with a request that writes itself and a reply that is read where it arrives.</summary>
    /// <exception cref="ProcessExitException">The process is not there, ended, or the connection was lost.</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    public async Task<TReply> GenCallAsync<TCall, TReply>(Atom label, MonitorTarget target, TCall request, CancellationToken cancellationToken)
        where TCall : IGenCall<TReply>
    {
        await Local.Router.ConnectAsync(target.Node, cancellationToken).ConfigureAwait(false);
        Reference reference = Alias();
        var call = new PendingGenCall<TCall, TReply>(target, request);
        _pending.Add(reference, call);
        try
        {
            if (!TryMonitor(target, reference))
            {
                throw new ProcessExitException(target.Object, Atom.Noconnection);
            }

            var message = new GenCallMessage<TCall, TReply>(label, Pid, reference, request);
            Signal send = target.Pid is { } pid ? Signals.Send(Pid, pid) : Signals.SendToName(Pid, target.Name!);
            await Local.Router.SendAsync(send, target.Node, message, cancellationToken).ConfigureAwait(false);
            return await call.AnswerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Unalias(reference);
            _pending.TryTake(reference, out _);
            Demonitor(reference);
        }
    }

    /// <summary>A remote function: by a spawn request where the peer takes them, else by its <c>rex</c>.</summary>
    /// <exception cref="RpcException">The function raised, or the node takes neither.</exception>
    public Task<Term> RpcAsync(Atom remote, Atom module, Atom function, ErlList arguments, CancellationToken cancellationToken)
    {
        if (remote.Equals(Local.NodeName))
        {
            return exports.ApplyAsync(module, function, arguments, cancellationToken).AsTask();
        }

        bool spawns = peers.Find(remote)?.Handshake.Flags.Has(DistributionFlags.Spawn) != false;
        return spawns
            ? ErpcAsync(remote, module, function, arguments, cancellationToken)
            : RexAsync(remote, module, function, arguments, cancellationToken);
    }

    /// <summary>Runs <c>erpc:execute_call/4</c> on the node and returns what the function returned.</summary>
    /// <exception cref="RpcException">The function raised, or the node does not take spawn requests.</exception>
    /// <exception cref="NodeConnectionException">The node cannot be reached.</exception>
    /// <exception cref="ProcessExitException">The connection was lost.</exception>
    public async Task<Term> ErpcAsync(Atom remote, Atom module, Atom function, ErlList arguments, CancellationToken cancellationToken)
    {
        Reference reference = Local.Processes.NewReference();
        Task<Term> down = SpawnAndAwaitDownAsync(remote, reference, Erpc.Module, Erpc.ExecuteCall,
            (ErlList)Term.List(reference, module, function, arguments), cancellationToken);
        return Erpc.Result(reference, await down.ConfigureAwait(false));
    }

    /// <summary>Asks the node to spawn a process, monitored; returns its pid.</summary>
    /// <exception cref="RpcException">The node refused; the reason is its atom.</exception>
    public async Task<Pid> SpawnAsync(
        Atom remote, Atom module, Atom function, ErlList arguments, CancellationToken cancellationToken)
    {
        Reference reference = Local.Processes.NewReference();
        var call = new PendingSpawn(remote, awaitsDown: false);
        _pending.Add(reference, call);
        try
        {
            await RequestSpawnAsync(remote, reference, module, function, arguments, monitor: false, cancellationToken).ConfigureAwait(false);
            return (Pid)await call.AnswerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pending.TryTake(reference, out _);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnMessage(in IncomingMessage message)
    {
        TermReader reader = message.Read();
        if (GenCall.TryReadReply(ref reader, out Reference? reference))
        {
            Answer(reference, ref reader, message.Token);
        }
    }

    /// <inheritdoc/>
    protected internal override void OnExit(Pid from, Term reason, bool linked)
    {
        // It is linked to nobody, and an exit/2 from outside must not end the calls of everyone here.
    }

    /// <inheritdoc/>
    protected internal override void OnDown(Reference reference, Term @object, Term reason)
    {
        if (_pending.TryTake(reference, out PendingCall? call))
        {
            call.OnDown(reason);
        }
    }

    /// <summary>The answer to a spawn request: a pid, or the atom that says why not.</summary>
    internal void OnSpawnReply(in Signal signal, Atom origin)
    {
        if (!_pending.TryGet(signal.Ref!, out PendingCall? pending) || pending is not PendingSpawn call || !origin.Equals(call.SpawnsOn))
        {
            return;
        }

        if (signal.From is { } pid)
        {
            if (call.AwaitsDown)
            {
                AddMonitor(signal.Ref!, new MonitorTarget(pid.Node, pid, null));
            }
            else
            {
                call.Answer.TrySetResult(pid);
            }
        }
        else
        {
            _pending.TryTake(signal.Ref!, out _);
            call.Answer.TrySetException(RpcException.NotSpawned(signal.Name ?? Atom.Error));
        }
    }

    /// <summary>A lost connection ends the spawn requests that it left without an answer; OTP's error is noconnection.</summary>
    internal void OnPeerDown(Atom node)
    {
        foreach ((Reference reference, PendingCall call) in _pending.All)
        {
            if (call is PendingSpawn spawn && spawn.SpawnsOn.Equals(node) && _pending.TryTake(reference, out _))
            {
                call.OnDown(Atom.Noconnection);
            }
        }
    }

    private async Task<Term> RexAsync(Atom remote, Atom module, Atom function, ErlList arguments, CancellationToken cancellationToken)
    {
        Term request = Term.Tuple(s_call, module, function, arguments, Pid);
        Term reply = await GenCallAsync(
            SystemMessages.GenCall, new MonitorTarget(remote, null, s_rex), request, cancellationToken).ConfigureAwait(false);
        return reply switch
        {
            ErlTuple and [Atom { Name: "badrpc" }, ErlTuple and [Atom { Name: "EXIT" }, ErlTuple and [Term cause, ErlList stack]]] =>
                throw new RpcException(RpcErrorClass.Error, cause, stack),
            ErlTuple and [Atom { Name: "badrpc" }, ErlTuple and [Atom { Name: "EXIT" }, Term reason]] =>
                throw new RpcException(RpcErrorClass.Exit, reason),
            ErlTuple and [Atom { Name: "badrpc" }, Term other] => throw new RpcException(RpcErrorClass.Error, other),
            _ => reply,
        };
    }

    private async Task<Term> SpawnAndAwaitDownAsync(
        Atom remote, Reference reference, Atom module, Atom function, ErlList arguments, CancellationToken cancellationToken)
    {
        var call = new PendingSpawn(remote, awaitsDown: true);
        _pending.Add(reference, call);
        try
        {
            await RequestSpawnAsync(remote, reference, module, function, arguments, monitor: true, cancellationToken).ConfigureAwait(false);
            return await call.AnswerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pending.TryTake(reference, out _);
            Demonitor(reference);
        }
    }

    private async ValueTask RequestSpawnAsync(
        Atom remote, Reference reference, Atom module, Atom function, ErlList arguments, bool monitor, CancellationToken cancellationToken)
    {
        await Local.Router.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
        Term options = monitor ? Term.List(Atom.Get("monitor")) : ErlList.Empty;
        Signal request = Signals.SpawnRequest(
            reference, Pid, new SpawnRequest(leaders.For(remote), module, function, arguments.Count, options));
        await Local.Router.SendAsync(request, remote, arguments, cancellationToken).ConfigureAwait(false);
    }

    private void Answer(Reference reference, ref TermReader reader, Term? token)
    {
        if (!_pending.TryTake(reference, out PendingCall? call))
        {
            return;
        }

        call.Trace?.Advance(token);
        try
        {
            call.OnReply(ref reader);
        }
#pragma warning disable CA1031 // Whatever reading the reply throws is for the one who waits for it.
        catch (Exception unreadable)
        {
            call.Fail(unreadable);
        }
#pragma warning restore CA1031
    }

    /// <summary>A call that waits for its reply.</summary>
    private abstract class PendingCall
    {
        /// <summary>Who is asked, for errors.</summary>
        protected abstract Term Target { get; }

        /// <summary>The trace that the caller is in.</summary>
        public TraceToken? Trace { get; } = TraceToken.Current;

        public abstract void OnReply(ref TermReader reader);

        public abstract void Fail(Exception reason);

        public virtual void OnDown(Term reason) => Fail(new ProcessExitException(Target, reason));
    }

    private abstract class PendingCall<T> : PendingCall
    {
        public TaskCompletionSource<T> Answer { get; } = new();

        public override void Fail(Exception reason) => Answer.TrySetException(reason);

        public async Task<T> AnswerAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await WokenReceivers.LeaveLoop;
            }
        }
    }

    private sealed class PendingGenCall<TCall, T>(MonitorTarget target, TCall call) : PendingCall<T>
        where TCall : IGenCall<T>
    {
        protected override Term Target => target.Object;

        public override void OnReply(ref TermReader reader)
        {
            T reply = call.Read(ref reader, out Exception? error);
            if (error is null)
            {
                Answer.TrySetResult(reply);
            }
            else
            {
                Fail(error);
            }
        }
    }

    /// <param name="node">Where the process is to be.</param>
    /// <param name="awaitsDown">True when the exit reason is the answer, as with erpc.</param>
    private sealed class PendingSpawn(Atom node, bool awaitsDown) : PendingCall<Term>
    {
        public Atom SpawnsOn { get; } = node;

        public bool AwaitsDown { get; } = awaitsDown;

        protected override Term Target => SpawnsOn;

        public override void OnReply(ref TermReader reader) => Answer.TrySetResult(reader.ReadTerm());

        public override void OnDown(Term reason)
        {
            if (AwaitsDown && !reason.Equals(Atom.Noconnection))
            {
                Answer.TrySetResult(reason);
            }
            else
            {
                base.OnDown(reason);
            }
        }
    }
}
