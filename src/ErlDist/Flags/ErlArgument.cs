namespace ErlDist.Flags;

/// <summary>A flag with its values, or, without a flag, one plain argument.</summary>
/// <param name="Flag">The flag without its dash; null for a plain argument.</param>
/// <param name="Values">What stands between this flag and the next; the plain argument itself.</param>
/// <param name="IsOnLine">
/// It stands on the command line itself, not in ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS or a file of <c>-args_file</c>.
/// </param>
internal sealed record ErlArgument(string? Flag, List<string> Values, bool IsOnLine);
