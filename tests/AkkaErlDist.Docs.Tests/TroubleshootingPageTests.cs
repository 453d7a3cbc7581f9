using System.Text;
using System.Text.RegularExpressions;
using ErlDist;
using ErlDist.Embedding;
using ErlDist.Nodes;
using ErlDist.Tls;

namespace AkkaErlDist.Docs.Tests;

/// <summary>docs/troubleshooting.md quotes what the code says, and has every kind of failure.</summary>
public sealed partial class TroubleshootingPageTests
{
    private static readonly string s_page = Repository.Read("docs/troubleshooting.md");

    [Fact]
    public void Every_text_is_one_of_the_code()
    {
        string source = Source();
        IEnumerable<string> quoted = Repository.Rows(s_page)
            .Select(row => row.Length == 4 ? row[1] : row[0])
            .SelectMany(cell => Quote().Matches(cell).Select(match => match.Groups[1].Value));
        Assert.DoesNotContain(quoted, text => !source.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(ConnectFailure))]
    [InlineData(typeof(EpmdError))]
    [InlineData(typeof(CarrierError))]
    [InlineData(typeof(TlsError))]
    [InlineData(typeof(HandshakeError))]
    public void Every_kind_has_a_row(Type kind) =>
        Assert.DoesNotContain(Enum.GetNames(kind), name => !s_page.Contains($"`{kind.Name}.{name}`", StringComparison.Ordinal));

    /// <summary>All code, with texts that go on in the next line joined.</summary>
    private static string Source()
    {
        var all = new StringBuilder();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            if (!file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                all.Append(File.ReadAllText(file));
            }
        }

        return Joint().Replace(all.ToString(), "");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quote();

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Joint();
}
