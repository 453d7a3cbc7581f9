using System.Diagnostics;
using System.Text;

namespace ErlDist;

/// <summary>Under which name measurements and spans are found.</summary>
internal static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "ErlDist";

    /// <summary>OpenTelemetry's attribute for the cause of a failure; absent where there is none.</summary>
    public const string ErrorType = "error.type";

    /// <summary>What a cause is called that has no name of its own.</summary>
    public const string OtherError = "_OTHER";

    /// <summary>Where spans come from.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>A member's name as OpenTelemetry writes names: <c>NoSuchNode</c> is <c>no_such_node</c>.</summary>
    public static string Snake(string member)
    {
        var text = new StringBuilder(member.Length + 4);
        foreach (char c in member)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
