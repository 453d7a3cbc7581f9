using System.Globalization;

namespace ErlDist.Connections;

/// <summary>How many files, and so sockets, this process may have open. .NET raises the soft limit to the hard one when it starts.</summary>
internal static class FileLimit
{
    private const string Place = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>
    /// How many connections may be in set-up: a quarter of all files where that is less than what the node's limits say. Without files
    /// the runtime itself ends the process.
    /// </summary>
    public static int PendingConnections(int wanted) => Read() is { } files ? Math.Min(wanted, Math.Max(1, files / 4)) : wanted;

    /// <summary>Null where the system does not say, or knows no limit.</summary>
    internal static int? Read()
    {
        try
        {
            string? line = File.ReadLines(Place).FirstOrDefault(l => l.StartsWith(Line, StringComparison.Ordinal));
            string? soft = line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int files) ? files : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
