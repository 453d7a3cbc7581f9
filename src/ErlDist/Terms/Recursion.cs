namespace ErlDist.Terms;

/// <summary>How far the walks recurse that are in every message's way: a few levels are faster so.</summary>
internal static class Recursion
{
    internal const int Levels = 32;
}
