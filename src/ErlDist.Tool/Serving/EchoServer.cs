using ErlDist.Terms;

namespace ErlDist.Tool.Serving;

/// <summary><c>{From, Msg}</c> → <c>From ! Msg</c>; as a gen_server, replies the request.</summary>
internal sealed class EchoServer(ErlangNode node) : GenServer(node)
{
    protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
        new(request);

    protected override ValueTask HandleInfoAsync(Term message, CancellationToken cancellationToken) =>
        message is ErlTuple and [Term from, Term content] ? this.TrySendAsync(from, content, cancellationToken) : ValueTask.CompletedTask;
}
