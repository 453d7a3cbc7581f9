using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using ErlDist.Embedding;
using ErlDist.Flags;
using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

/// <summary>docs/otp.md and docs/flags.md have all that the code knows, by the same numbers and names, and no blank cell.</summary>
public sealed class OtpPageTests
{
    private const DistributionFlags Conditional = DistributionFlags.Published | DistributionFlags.NameMe;

    /// <summary>The names that are spelled otherwise here than in OTP.</summary>
    private static readonly Dictionary<DistributionFlags, string> s_names = new()
    {
        [DistributionFlags.V4NodeContainers] = "DFLAG_V4_NC",
        [DistributionFlags.AltActSignals] = "DFLAG_ALTACT_SIG",
        [DistributionFlags.BigSeqTraceLabels] = "DFLAG_BIG_SEQTRACE_LABELS",
    };

    [Fact]
    public void All_flags_are_there_with_what_is_offered()
    {
        string[][] rows = Rows("otp.md", "flags");
        Assert.Equal([.. Enumerable.Range(0, 28), .. Enumerable.Range(32, 7)], rows.Select(r => int.Parse(r[0], CultureInfo.InvariantCulture)));
        foreach (DistributionFlags flag in Enum.GetValues<DistributionFlags>().Where(f => f != DistributionFlags.None))
        {
            string[] row = rows.Single(r => r[0] == BitOperations.Log2((ulong)flag).ToString(CultureInfo.InvariantCulture));
            Assert.Equal(s_names.GetValueOrDefault(flag, "DFLAG_" + Snake(flag.ToString())), row[1].Trim('`'));
            Assert.Equal(Conditional.Has(flag) ? "if " : DistributionFlagSets.Visible.Has(flag) ? "yes" : "no", Conditional.Has(flag) ? row[2][..3] : row[2]);
            Assert.Equal(DistributionFlagSets.Mandatory25.Has(flag), row[3].StartsWith("required", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void All_control_messages_are_there_by_number()
    {
        string[][] rows = Rows("otp.md", "control");
        Dictionary<long, string[]> byOp = rows.ToDictionary(r => long.Parse(r[0], CultureInfo.InvariantCulture));
        for (long op = 1; op <= 64; op++)
        {
            if (ControlForm.Of(op) is { } form)
            {
                Assert.Equal(($"`{form.Name}`", "yes"), (byOp[op][1], byOp[op][2]));
            }
            else
            {
                Assert.True(!byOp.TryGetValue(op, out string[]? row) || row[2] == "no", $"{op} is not taken");
            }
        }
    }

    [Fact]
    public void All_parameters_of_kernel_that_mean_something_are_there()
    {
        string page = Page("flags.md");
        Assert.All(KernelParameters.Honoured.Concat(KernelParameters.Lost), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("otp.md")]
    [InlineData("flags.md")]
    public void No_cell_is_blank(string page)
    {
        foreach (string line in Page(page).Split('\n').Where(l => l.StartsWith('|')))
        {
            Assert.All(Cells(line), cell => Assert.False(cell.Length == 0, line));
        }
    }

    private static string[][] Rows(string page, string table)
    {
        string[] lines = Page(page).Split('\n');
        int first = Array.FindIndex(lines, l => l.StartsWith($"<!-- {table}: ", StringComparison.Ordinal));
        int last = Array.IndexOf(lines, $"<!-- end of {table} -->");
        Assert.True(first >= 0 && last > first, $"docs/{page} has lost the marks around its table of {table}");
        return [.. lines[(first + 3)..last].Select(Cells)];
    }

    private static string[] Cells(string line) => [.. line.Trim('|', ' ', '\r').Replace("\\|", "\u0001", StringComparison.Ordinal).Split('|').Select(c => c.Trim())];

    private static string Snake(string name) => string.Concat(name.Select((c, i) =>
        i > 0 && (char.IsUpper(c) || (char.IsDigit(c) && !char.IsDigit(name[i - 1]) && name[i - 1] != 'f' && char.IsLower(name[i - 1]))) ? "_" + c : c.ToString())).ToUpperInvariant();

    private static string Page(string name, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", name)));
}
