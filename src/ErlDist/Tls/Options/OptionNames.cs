namespace ErlDist.Tls.Options;

/// <summary>What users wrote, in messages.</summary>
internal static class OptionNames
{
    private const int LongestShown = 80;

    /// <summary>A text of the user's in a message.</summary>
    public static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
