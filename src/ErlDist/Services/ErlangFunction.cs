namespace ErlDist;

/// <summary>A .NET function that BEAM nodes call by rpc and erpc.</summary>
/// <param name="arguments">The arguments, as many as the arity that it was exported with.</param>
/// <param name="cancellationToken">The node stops.</param>
/// <returns>The value of the call. <see cref="RpcException"/> raises in the caller; any other exception as an error.</returns>
public delegate ValueTask<Term> ErlangFunction(ErlList arguments, CancellationToken cancellationToken);
