using System.Text.Json;
using ErlDist.Tool.Line;
using ErlDist.Tool.Output;

namespace ErlDist.Tool.Profiles;

/// <summary>
/// Flags kept under a name: <c>$XDG_CONFIG_HOME/erldist/profiles.json</c>, which only its owner may read, since cookies are in it.
/// </summary>
internal static class ProfileStore
{
    private const string Hidden = "***";

    /// <summary>Where they are kept.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "erldist", "profiles.json");

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SortedDictionary<string, string[]> Load()
    {
        try
        {
            return File.Exists(Path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(Path), ProfileJson.Default.SortedDictionaryStringStringArray) ?? []
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"The profiles in {Path} can't be read: {e.Message} Mend or remove the file.", e);
        }
    }

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void Save(SortedDictionary<string, string[]> profiles)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            SecretFile.Write(Path, JsonSerializer.Serialize(profiles, ProfileJson.Default.SortedDictionaryStringStringArray));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The profiles can't be written to {Path}: {e.Message}", e);
        }
    }

    /// <summary>A profile's words for a line: without those flags that the line has itself, which count.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="line">The line.</param>
    /// <exception cref="UsageException">There is no such profile.</exception>
    public static IEnumerable<string> Flags(string name, IEnumerable<string> line)
    {
        var own = line.Where(IsFlag).Select(Kind).ToHashSet();
        return Grouped(Find(name)).Where(g => !own.Contains(Kind(g[0]))).SelectMany(g => g).Append("--");
    }

    /// <exception cref="UsageException">There is no such profile.</exception>
    public static string[] Find(string name)
    {
        SortedDictionary<string, string[]> profiles = Load();
        return profiles.TryGetValue(name, out string[]? flags)
            ? flags
            : throw new UsageException(profiles.Count == 0
                ? $"There is no profile '{name}', nor any other. Make it: erldist profile add {name} FLAGS…"
                : $"There is no profile '{name}'; there are {string.Join(", ", profiles.Keys)}.");
    }

    /// <summary>The words with relative files made absolute, so that they count from any directory.</summary>
    public static IEnumerable<string> Absolute(IEnumerable<string> words)
    {
        string before = "";
        foreach (string word in words)
        {
            yield return before.EndsWith("file", StringComparison.Ordinal) || before == "-config" ? System.IO.Path.GetFullPath(word) : word;
            before = word;
        }
    }

    /// <summary>The words as they may be shown: cookies and passwords are left out.</summary>
    public static IEnumerable<string> Shown(IEnumerable<string> words) => Grouped(words).SelectMany(Shown);

    private static IEnumerable<string> Shown(List<string> group)
    {
        bool isCookie = group[0] == "-setcookie";
        for (int i = 0; i < group.Count; i++)
        {
            bool isSecret = isCookie ? i > 0 && i == group.Count - 1 : i > 0 && group[i - 1].EndsWith("password", StringComparison.Ordinal);
            yield return isSecret ? Hidden : group[i];
        }
    }

    /// <summary>Flags with their values.</summary>
    private static List<List<string>> Grouped(IEnumerable<string> words)
    {
        var groups = new List<List<string>>();
        foreach (string word in words)
        {
            if (IsFlag(word) || groups.Count == 0)
            {
                groups.Add([]);
            }

            groups[^1].Add(word);
        }

        return groups;
    }

    private static bool IsFlag(string word) => word is ['-', not '-', ..] && !char.IsAsciiDigit(word[1]);

    private static string Kind(string flag) => flag == "-sname" ? "-name" : flag;
}
