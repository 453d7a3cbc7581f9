using ErlDist.Embedding;

namespace ErlDist.Routing;

/// <summary>Answers a spawn request.</summary>
/// <param name="request">The request.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="hold">They count for the peer until it is released.</param>
internal delegate void SpawnRequestHandler(in Signal request, Term arguments, MessageHold hold);
