namespace ErlDist.Tool.Output;

/// <summary>What a word means, for its colour.</summary>
internal enum TerminalStyle
{
    Good,
    Bad,
    Caution,
}
