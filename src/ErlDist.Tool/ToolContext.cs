using ErlDist.Epmd;
using ErlDist.Flags;

namespace ErlDist.Tool;

/// <summary>What all commands share: the flags of the command line and where to print.</summary>
/// <param name="Flags">erl's flags.</param>
/// <param name="Output">For results.</param>
/// <param name="Errors">For everything else.</param>
internal sealed record ToolContext(ErlFlags Flags, TextWriter Output, TextWriter Errors)
{
    /// <summary>EPMD as the environment and <c>-start_epmd</c> have it.</summary>
    public EpmdOptions Epmd => Flags.EpmdOptions();
}
