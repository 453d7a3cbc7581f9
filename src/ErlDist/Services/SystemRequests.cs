using System.Globalization;
using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Services;

/// <summary>
/// Requests of the <c>sys</c> module. What <c>sys:get_state/1</c> takes for the state differs by release: <c>{ok, State}</c>
/// since OTP 26.1, <c>State</c> before, and nothing in the request or the handshake tells them apart. So the caller's node is
/// asked which it is.
/// </summary>
internal static class SystemRequests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly Atom s_version = new("version");

    /// <summary>The first runtime system (erts) whose sys module has <c>{ok, State}</c>.</summary>
    private static readonly (int Major, int Minor) s_firstWithOk = (14, 1);

    /// <summary>Answers one request, with the state that the process had when it came.</summary>
    /// <param name="node">This node.</param>
    /// <param name="from">Who asks.</param>
    /// <param name="origin">The node that the request came from: it is answered, or nobody.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="state">The state.</param>
    /// <param name="cancellationToken">The process has ended.</param>
    public static async Task AnswerAsync(
        ErlangNode node, GenServerFrom from, Atom origin, Term request, Term state, CancellationToken cancellationToken)
    {
        if (!from.Caller.Node.Equals(origin))
        {
            return;
        }

        try
        {
            Term answer = request is Atom { Name: "get_state" } && await TakesOkAsync(node, from.Caller.Node, cancellationToken).ConfigureAwait(false)
                ? Term.Tuple(Atom.Ok, state)
                : SystemMessages.Answer(request, state);
            await from.ReplyAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The process has ended: the caller's monitor says so.
        }
    }

    private static async Task<bool> TakesOkAsync(ErlangNode node, Atom caller, CancellationToken cancellationToken)
    {
        if (caller.Equals(node.NameAtom) || node.Peers.Find(caller) is null)
        {
            return false;
        }

        try
        {
            Term version = await node.RpcAsync(
                caller.Name, "erlang", "system_info", (ErlList)Term.List(s_version), s_limit, cancellationToken).ConfigureAwait(false);
            return version is ErlList text && text.TryGetString(out string? s) && Parse(s).CompareTo(s_firstWithOk) >= 0;
        }
        catch (Exception e) when (e is ErlangException or TimeoutException)
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
