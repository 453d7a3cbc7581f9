using ErlDist.Embedding;

namespace ErlDist.Routing;

/// <summary>Takes the answer to a spawn request of this node.</summary>
/// <param name="reply">The reply.</param>
/// <param name="origin">The node that it came from.</param>
internal delegate void SpawnReplyHandler(in Signal reply, Atom origin);
