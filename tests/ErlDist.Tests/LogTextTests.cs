namespace ErlDist.Tests;

/// <summary>Text of peers as it stands in log lines.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain ü 漢字 😀", "plain ü 漢字 😀")]
    [InlineData("x\n[ERROR] root logged in\u001b[31m", "x\\n[ERROR] root logged in\\e[31m")]
    [InlineData("a\r\tb\0c\u007f", "a\\r\\tb\\x{0}c\\x{7F}")]
    [InlineData("a\u0085b\u2028c\u2029d", "a\\x{85}b\\x{2028}c\\x{2029}d")]
    [InlineData("\u202Egnp.exe", "\\x{202E}gnp.exe")]
    public void A_line_stays_one_line(string text, string line) => Assert.Equal(line, LogText.Line(text));

    [Fact]
    public void It_is_cut_where_it_is_long() => Assert.Equal(new string('a', 100) + "…", LogText.Line(new string('a', 1_000_000), 100));
}
