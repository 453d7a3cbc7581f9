using ErlDist.Nodes;
using ErlDist.Terms;

namespace ErlDist.Tool.Serving;

internal static class Replies
{
    /// <summary>Sends to a process that may be gone, which is then nobody's concern, as in Erlang.</summary>
    public static async ValueTask TrySendAsync(this LocalProcess process, Pid to, Term message, CancellationToken cancellation)
    {
        try
        {
            await process.SendAsync(to, message, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NodeConnectionException or OperationCanceledException)
        {
        }
    }
}
