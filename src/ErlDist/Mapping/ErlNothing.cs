namespace ErlDist.Mapping;

/// <summary>No value: the T of methods that return none.</summary>
public readonly record struct ErlNothing;
