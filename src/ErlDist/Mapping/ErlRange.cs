namespace ErlDist.Mapping;

/// <summary>Elixir's <c>first..last//step</c>; both ends belong to it.</summary>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
/// <param name="Step">From one to the next; not 0.</param>
public readonly record struct ErlRange(long First, long Last, long Step = 1);
