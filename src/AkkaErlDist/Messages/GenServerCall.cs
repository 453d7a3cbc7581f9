namespace AkkaErlDist;

/// <summary>
/// Sent to a BEAM process: the request of a <c>gen_server:call</c>. The reply comes to the sender, so
/// <c>await server.Ask(new GenServerCall(request))</c> is the call.
/// </summary>
/// <remarks>When the process is not there, ends, or its node is lost, the answer is a failure, which Ask throws.</remarks>
/// <param name="Request">The request: a term, a value with a natural form in Erlang, or a declared type.</param>
public sealed record GenServerCall(object Request);
