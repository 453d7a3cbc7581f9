using ErlDist.Fuzz;

namespace ErlDist.Tests.Wire;

/// <summary>A fixed number of mutated messages for each layer; tests/ErlDist.Fuzz runs on without end.</summary>
public class FuzzTests
{
    [Theory]
    [InlineData("signals")]
    [InlineData("stream")]
    [InlineData("terms")]
    [InlineData("dialling")]
    [InlineData("accepting")]
    [InlineData("epmd")]
    [InlineData("text")]
    [InlineData("codecs")]
    public void Mutated_messages_are_refused_or_taken_and_nothing_else(string layer)
    {
        var options = new FuzzOptions { Cases = 5_000, Layer = layer };
        FuzzReport report = new Fuzzer(options).Run(find => Environment.FailFast(find.ToString()), CancellationToken.None);
        Assert.Empty(report.Finds);
        Assert.Equal(options.Cases, report.Cases);
        Assert.InRange(report.Refused, 1, report.Cases - 1);
    }

    /// <summary>What is wrong in an option file is told by a <c>TlsOptionException</c>, which counts as taken; terms that were made are all taken.</summary>
    [Theory]
    [InlineData("option-file")]
    [InlineData("order")]
    public void Mutated_texts_and_terms_make_no_finds(string layer)
    {
        var options = new FuzzOptions { Cases = 3_000, Layer = layer };
        FuzzReport report = new Fuzzer(options).Run(find => Environment.FailFast(find.ToString()), CancellationToken.None);
        Assert.Empty(report.Finds);
        Assert.Equal(options.Cases, report.Cases);
    }

    [Theory]
    [InlineData("--cases", "1,000", "--seed", "7", "--layer", "terms")]
    [InlineData("--endless")]
    [InlineData]
    public void Command_lines(params string[] args) => Assert.NotNull(FuzzOptions.Parse(args));

    [Theory]
    [InlineData("--cases")]
    [InlineData("--cases", "many")]
    [InlineData("--help")]
    public void Wrong_command_lines(params string[] args) => Assert.Null(FuzzOptions.Parse(args));
}
