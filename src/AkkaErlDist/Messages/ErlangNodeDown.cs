namespace AkkaErlDist;

/// <summary>Published to the actor system's EventStream: the connection with an Erlang node is down.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Reason">Why, as OTP names it, with details.</param>
public sealed record ErlangNodeDown(string Node, string Reason);
