namespace AkkaErlDist;

/// <summary>Sent to a BEAM process: the message of a <c>gen_server:cast</c>.</summary>
/// <param name="Message">The message: a term, a value with a natural form in Erlang, or a declared type.</param>
public sealed record GenServerCast(object Message);
