using System.Globalization;
using System.Runtime.CompilerServices;
using ErlDist.Connections;
using ErlDist.Embedding;
using ErlDist.Routing;

namespace ErlDist.Services;

/// <summary>
/// Requests of the <c>sys</c> module (stdlib, "sys"). What <c>sys:get_state/1</c> takes for the state differs by release:
/// <c>{ok, State}</c> since OTP 26.1, <c>State</c> before, and nothing in the request or the handshake tells them apart. So the caller's
/// node, and no other, is asked which it is, once a connection.
/// </summary>
internal sealed class SystemRequests(ProcessServices local, PeerTable peers, ExportTable exports, Lazy<CallProcess> calls)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly Atom s_erlang = Atom.Get("erlang");
    private static readonly Atom s_genServer = Atom.Get("gen_server");
    private readonly ConditionalWeakTable<Connection, Task<bool>> _takesOk = [];

    /// <summary>The first runtime system (erts) whose sys module has <c>{ok, State}</c>.</summary>
    private static readonly (int Major, int Minor) s_firstWithOk = (14, 1);

    /// <summary>The reply to a request that is answered at once. What it does to the process is the process's affair.</summary>
    public static Term Answer(Term request, in SystemStatus status) => request switch
    {
        Atom { Name: "suspend" or "resume" } => Atom.Ok,
        ErlTuple and [Atom { Name: "terminate" }, _] => Atom.Ok,
        Atom { Name: "get_status" } => Status(status),
        ErlTuple and [Atom { Name: "debug" }, Term what] => Debug(what) ?? Unknown(request),
        _ => Unknown(request),
    };

    /// <summary><c>sys:get_state/1</c>, with the state that the process had when it was asked.</summary>
    /// <param name="asker">The node of who asks.</param>
    /// <param name="reply">Sends the answer.</param>
    /// <param name="state">The state.</param>
    /// <param name="hold">The request, which counts for its peer until it is answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AnswerStateAsync(
        Atom asker, Func<Term, CancellationToken, ValueTask> reply, Term state, MessageHold hold, CancellationToken cancellationToken)
    {
        try
        {
            Term answer = await InFormOfAsync(asker, state, cancellationToken).ConfigureAwait(false);
            await reply(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ErlangException)
        {
            // The process has ended, or the state cannot be sent: the caller's monitor or time limit says so.
        }
        finally
        {
            hold.Release();
        }
    }

    /// <summary>
    /// <c>sys:replace_state/2</c>. The function is the caller's: an exported one of this node is called here, code of the caller's module
    /// on the caller's node, and on no other.
    /// </summary>
    public async Task<Term> ReplaceStateAsync(
        Term change, Term state, Atom origin, Func<Term, bool> replace, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_limit);
            Term next = change is ErlExport export || origin.Equals(local.NodeName) || peers.Find(origin) is null
                ? await exports.ApplyAsync(s_erlang, Atom.Get("apply"), Term.List(change, Term.List(state)), limit.Token).ConfigureAwait(false)
                : await calls.Value.ErpcAsync(
                    origin, s_erlang, Atom.Get("apply"), (ErlList)Term.List(change, Term.List(state)), limit.Token).ConfigureAwait(false);
            return replace(next)
                ? await InFormOfAsync(origin, next, cancellationToken).ConfigureAwait(false)
                : Failed(Atom.Error, Atom.Get("not_supported"));
        }
        catch (RpcException e)
        {
            return Failed(Atom.Get(e.Class.ToString().ToLowerInvariant()), e.Reason);
        }
        catch (Exception e) when (e is ErlangException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Failed(Atom.Error, Atom.Get("timeout"));
        }
    }

    private static ErlTuple Failed(Atom @class, Term reason) => Term.Tuple(
        Atom.Error,
        Term.Tuple(Atom.Get("callback_failed"), Term.Tuple(s_genServer, Atom.Get("system_replace_state")), Term.Tuple(@class, reason)));

    public static Term Unknown(Term request) => Term.Tuple(Atom.Error, Term.Tuple(Atom.Get("unknown_system_msg"), request));

    /// <summary>Nothing is traced, logged or counted: turning that off works, and so does asking for what there is.</summary>
    private static Term? Debug(Term what) => what switch
    {
        Atom { Name: "no_debug" } => Atom.Ok,
        ErlTuple and [Atom { Name: "trace" or "log" or "log_to_file" or "statistics" }, Atom { Name: "false" }] => Atom.Ok,
        ErlTuple and [Atom { Name: "remove" }, _] => Atom.Ok,
        ErlTuple and [Atom { Name: "log" }, Atom { Name: "print" }] => Atom.Ok,
        ErlTuple and [Atom { Name: "log" }, Atom { Name: "get" }] => Term.Tuple(Atom.Ok, ErlList.Empty),
        ErlTuple and [Atom { Name: "statistics" }, Atom { Name: "get" }] => Term.Tuple(Atom.Ok, Atom.Get("no_statistics")),
        _ => null,
    };

    /// <summary><c>sys:get_status/1</c>: what <c>gen_server:format_status/2</c> makes of a server.</summary>
    private static ErlTuple Status(in SystemStatus status)
    {
        Term state = Atom.Get(status.IsSuspended ? "suspended" : "running");
        Term header = Term.CharList("Status for generic server " + (status.Name?.Name ?? status.Pid.ToString()));
        Term initial = Term.Tuple(Atom.Get("$initial_call"), Term.Tuple(Atom.Get(status.Kind), Atom.Get("init"), 1));
        return Term.Tuple(
            Atom.Get("status"), status.Pid, Term.Tuple(Atom.Get("module"), s_genServer),
            Term.List(
                Term.List(initial), state, status.Pid, ErlList.Empty,
                Term.List(
                    Term.Tuple(Atom.Get("header"), header),
                    Data(("Status", state), ("Parent", status.Pid), ("Logged events", ErlList.Empty)),
                    Data(("State", status.State)))));
    }

    private static ErlTuple Data(params ReadOnlySpan<(string Title, Term Value)> rows)
    {
        var list = new Term[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            list[i] = Term.Tuple(Term.CharList(rows[i].Title), rows[i].Value);
        }

        return Term.Tuple(Atom.Get("data"), Term.List(list));
    }

    private async Task<Term> InFormOfAsync(Atom caller, Term state, CancellationToken cancellationToken) =>
        peers.Find(caller) is { } connection
        && await _takesOk.GetValue(connection, c => TakesOkAsync(c.PeerName)).WaitAsync(cancellationToken).ConfigureAwait(false)
            ? Term.Tuple(Atom.Ok, state)
            : state;

    private async Task<bool> TakesOkAsync(Atom peer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(local.Stopping);
        limit.CancelAfter(s_limit);
        try
        {
            Term version = await calls.Value.RpcAsync(
                peer, s_erlang, Atom.Get("system_info"), (ErlList)Term.List(Atom.Get("version")), limit.Token).ConfigureAwait(false);
            return version is ErlList text && text.TryGetString(out string? s) && Parse(s).CompareTo(s_firstWithOk) >= 0;
        }
        catch (Exception e) when (e is ErlangException or OperationCanceledException)
        {
            return false; // No BEAM, or one that allows no calls: the older and plainer form.
        }
    }

    /// <summary>The first two numbers of a version such as 13.1.5 or 15.0-rc1.</summary>
    private static (int Major, int Minor) Parse(string version)
    {
        string[] parts = version.Split('.', '-');
        return (Number(0), Number(1));

        int Number(int index) =>
            index < parts.Length && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}
