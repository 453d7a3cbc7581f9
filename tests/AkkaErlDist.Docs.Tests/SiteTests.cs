using System.Text.RegularExpressions;

namespace AkkaErlDist.Docs.Tests;

/// <summary>The pages as a whole: none is out of reach, no link leads nowhere, and the README stays short.</summary>
public sealed partial class SiteTests
{
    [Fact]
    public void Every_page_is_in_the_table_of_contents()
    {
        string contents = Repository.Read("docs/toc.yml");
        Assert.DoesNotContain(Repository.Pages, page => !contents.Contains($"href: {page} ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_readme_has_at_most_120_lines() =>
        Assert.InRange(Repository.Read("README.md").TrimEnd('\n').Split('\n').Length, 40, 120);

    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading()
    {
        List<string> broken = [];
        foreach (string file in Repository.Files)
        {
            string text = CodeBlock().Replace(Repository.Read(file), "");
            foreach (string link in Link().Matches(text).Select(match => match.Groups[1].Value))
            {
                if (!link.StartsWith("http", StringComparison.Ordinal) && !Leads(file, link))
                {
                    broken.Add($"{file}: {link}");
                }
            }
        }

        Assert.Empty(broken);
    }

    private static bool Leads(string from, string link)
    {
        string[] parts = link.Split('#');
        string path = parts[0].Length == 0 ? from : Path.Combine(Path.GetDirectoryName(from)!, parts[0]);
        if (parts[0].StartsWith("api/", StringComparison.Ordinal))
        {
            return from.StartsWith("docs/", StringComparison.Ordinal); // docfx makes these pages and checks the links to them.
        }

        string full = Path.Combine(Repository.Root, path);
        return (File.Exists(full) || Directory.Exists(full)) && (parts.Length == 1 || Anchors(path).Contains(parts[1]));
    }

    private static HashSet<string> Anchors(string path) =>
        [.. Heading().Matches(Repository.Read(path)).Select(match => Punctuation().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
