using System.Runtime.CompilerServices;

namespace AkkaErlDist.Docs.Tests;

/// <summary>The files that the documentation is checked against.</summary>
internal static class Repository
{
    /// <summary>Where it lies.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The pages of the site.</summary>
    public static IReadOnlyList<string> Pages { get; } = [.. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Select(Path.GetFileName).Order()!];

    /// <summary>The files that people read: the pages, and what lies at the root.</summary>
    public static IReadOnlyList<string> Files { get; } =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", .. Pages.Select(page => "docs/" + page)];

    /// <summary>A file's text, with ends of lines as on Unix.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The rows of a table between two marks of a page, each with its cells; the head is left out.</summary>
    public static IReadOnlyList<string[]> Table(string page, string mark)
    {
        string text = Read("docs/" + page);
        int start = text.IndexOf($"<!-- {mark}:", StringComparison.Ordinal);
        int end = text.IndexOf($"<!-- end of {mark} -->", StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, $"docs/{page} has no table {mark}.");
        return Rows(text[start..end]);
    }

    /// <summary>The rows of all tables of a text, without heads.</summary>
    public static IReadOnlyList<string[]> Rows(string text)
    {
        string[] lines = text.Split('\n');
        return [.. lines
            .Where((line, i) => line.StartsWith('|') && !line.StartsWith("|--", StringComparison.Ordinal)
                && !(i + 1 < lines.Length && lines[i + 1].StartsWith("|--", StringComparison.Ordinal)))
            .Select(line => line[1..line.LastIndexOf('|')].Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
