using System.Text.RegularExpressions;

namespace AkkaErlDist.Docs.Tests;

/// <summary>Comments and pages are written in one hand: they spell out. What messages say to people, and tables that quote them, may contract.</summary>
public sealed partial class ProseTests
{
    private static readonly string[] s_folders = ["src", "tests", "benchmarks", "examples", "templates"];

    [Fact]
    public void Comments_have_no_contractions() => Assert.Empty(s_folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
        .SelectMany(file => Contracted(file, File.ReadLines(file).Select(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? line : ""))));

    [Fact]
    public void Pages_have_no_contractions() => Assert.Empty(Repository.Files.SelectMany(file => Contracted(file, Prose(Repository.Read(file)))));

    /// <summary>A page's lines without code, tables and headings.</summary>
    private static IEnumerable<string> Prose(string page)
    {
        bool isCode = false;
        foreach (string line in page.Split('\n'))
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            yield return isCode || line is ['|' or '#', ..] || line.StartsWith("    ", StringComparison.Ordinal) ? "" : Quoted().Replace(line, "");
        }
    }

    private static IEnumerable<string> Contracted(string file, IEnumerable<string> lines) =>
        lines.Select((line, i) => (line, i)).Where(l => Contraction().IsMatch(l.line)).Select(l => $"{file}:{l.i + 1}: {l.line.Trim()}");

    [GeneratedRegex(@"\b(?:\w+n't|(?:it|that|there|what|who|let)'s|(?:they|we|you)'(?:re|ve|ll))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Contraction();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Quoted();
}
