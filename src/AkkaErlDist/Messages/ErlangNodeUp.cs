namespace AkkaErlDist;

/// <summary>Published to the actor system's EventStream: a connection with an Erlang node is up.</summary>
/// <param name="Node">The node's name.</param>
public sealed record ErlangNodeUp(string Node);
