using ErlDist;
using ErlDist.Hosting;
using Microsoft.Extensions.Hosting;

// The certificates that appsettings.json names: erldist certs certs NODE_NAME@HOST_NAME beam@HOST_NAME
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddErlangNode(builder.Configuration)
    .AddGenServer<CounterServer>("counter");    // gen_server:call({counter, 'NODE_NAME@HOST_NAME'}, next)
await builder.Build().RunAsync();

/// <summary>Answers <c>next</c> with 1, 2, 3 …</summary>
internal sealed class CounterServer(ErlangNode node) : GenServer(node)
{
    private long _count;

    protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken) =>
        new(request is Atom { Name: "next" } ? ++_count : Term.Tuple(Atom.Error, request));
}
