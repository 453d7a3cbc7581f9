using Akka.Actor;
using ErlDist;

namespace AkkaErlDist;

/// <summary>
/// A process that <see cref="ErlangDistribution.Monitor"/> watches has ended, or its node is lost: the message <c>'DOWN'</c> of
/// <c>erlang:monitor/2</c>, told once.
/// </summary>
/// <param name="Process">The process, as it was given.</param>
/// <param name="Reference">What <see cref="ErlangDistribution.Monitor"/> returned.</param>
/// <param name="Reason">Its exit reason; <c>noproc</c> when there was no such process, <c>noconnection</c> when its node is lost.</param>
public sealed record ErlangDown(IActorRef Process, Reference Reference, Term Reason);
