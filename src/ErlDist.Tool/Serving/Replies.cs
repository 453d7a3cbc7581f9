using ErlDist.Embedding;
using ErlDist.Terms;

namespace ErlDist.Tool.Serving;

internal static class Replies
{
    /// <summary><c>To ! Message</c>: a pid, an alias or <c>{Name, Node}</c>. A process that is gone is nobody's concern, as in Erlang.</summary>
    public static async ValueTask TrySendAsync(this LocalProcess process, Term to, Term message, CancellationToken cancellation)
    {
        try
        {
            switch (to)
            {
                case Pid pid:
                    await process.SendAsync(pid, message, cancellation).ConfigureAwait(false);
                    break;
                case Reference alias:
                    await process.SendAsync(alias, message, cancellation).ConfigureAwait(false);
                    break;
                case ErlTuple and [Atom name, Atom node]:
                    await process.SendAsync(name.Name, node.Name, message, cancellation).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is NodeConnectionException or OperationCanceledException)
        {
        }
    }
}
