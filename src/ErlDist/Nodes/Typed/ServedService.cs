using ErlDist.Mapping.Generated;

namespace ErlDist.Nodes.Typed;

/// <summary>A generated server as what a served process does.</summary>
internal sealed class ServedService(ServiceServer server) : IServed
{
    public ValueTask<Term> CallAsync(Term request, Pid caller, ServingProcess process, CancellationToken cancellationToken) =>
        server.CallAsync(request, new ServiceCaller(process.Node, caller), cancellationToken);

    public ValueTask CastAsync(Term message, CancellationToken cancellationToken) => server.CastAsync(message, cancellationToken);
}
