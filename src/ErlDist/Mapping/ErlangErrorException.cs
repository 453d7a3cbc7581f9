namespace ErlDist.Mapping;

/// <summary>A BEAM process answered <c>{error, Reason}</c>; thrown by what serves, it is answered so.</summary>
/// <param name="reason">The reason.</param>
public sealed class ErlangErrorException(Term reason) : ErlangException($"The answer is an error: {Text(reason)}")
{
    private const int MaxCharacters = 200;

    /// <summary>The reason.</summary>
    public Term Reason { get; } = reason;

    private static string Text(Term reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        string text = reason.ToString();
        return text.Length <= MaxCharacters ? text : text[..MaxCharacters] + "…";
    }
}
