namespace ErlDist.Embedding;

/// <summary>One line of NAMES_RESP.</summary>
/// <param name="Name">The part of the node name before the @.</param>
/// <param name="Port">The port the node listens on.</param>
public readonly record struct EpmdName(string Name, int Port);
