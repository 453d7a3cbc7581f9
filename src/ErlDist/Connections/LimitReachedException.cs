namespace ErlDist.Connections;

/// <summary>A peer would make this node hold more than <see cref="NodeLimits"/> allows; its connection ends.</summary>
internal sealed class LimitReachedException(string message) : ErlangException(message);
