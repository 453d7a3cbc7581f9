using System.Runtime.Versioning;
using ErlDist.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Tests.Nodes;

/// <summary>The cookie's file, as auth.erl reads it; CookieFileSpec asks a real erl for the same.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CookieSourceTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("cookie-home-").FullName;

    private string HomeFile => Path.Combine(_home, ".erlang.cookie");

    private string ConfigFile => Path.Combine(_home, "config", "erlang", ".erlang.cookie");

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n\r\n", "secret")]
    [InlineData("secret \n", "secret ")]
    [InlineData(" secret\n", " secret")]
    [InlineData("secret\n ", "secret")]
    [InlineData("it's \"{}\" ~!", "it's \"{}\" ~!")]
    public void Only_ends_of_lines_are_cut_off(string content, string cookie)
    {
        Write(HomeFile, content);
        Assert.Equal(new Cookie(cookie), Read());
    }

    [Theory]
    [InlineData("", "Too short cookie string")]
    [InlineData("\n", "Too short cookie string")]
    [InlineData("sec\tret", "Bad characters in cookie")]
    [InlineData("\nsecret", "Bad characters in cookie")]
    [InlineData("sec\nret", "Bad characters in cookie")]
    [InlineData("sécret", "Bad characters in cookie")]
    public void What_erl_refuses_is_refused_with_its_reason_and_never_shown(string content, string reason)
    {
        Write(HomeFile, content);
        string message = Assert.Throws<NodeOptionException>(Read).Message;
        Assert.StartsWith(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("ret", message.Replace("secret", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_cookie_is_read_and_a_longer_one_refused()
    {
        Write(HomeFile, new string('c', 255) + "\r\n");
        Assert.Equal(new Cookie(new string('c', 255)), Read());
        Write(HomeFile, new string('c', 256));
        Assert.Contains("more than 255", Assert.Throws<NodeOptionException>(Read).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0b110_100_100)]
    [InlineData(0b110_010_000)]
    [InlineData(0b100_000_001)]
    public void A_file_that_others_may_use_is_refused(int mode)
    {
        Write(HomeFile, "secret");
        File.SetUnixFileMode(HomeFile, (UnixFileMode)mode);
        Assert.StartsWith(
            $"Cookie file {HomeFile} must be accessible by owner only", Assert.Throws<NodeOptionException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_home_comes_before_the_configuration()
    {
        Write(ConfigFile, "config\n");
        Assert.Equal(new Cookie("config"), Read());
        Write(HomeFile, "home\n");
        Assert.Equal(new Cookie("home"), Read());
    }

    [Fact]
    public void Where_there_is_none_one_is_made_for_the_owner_to_read()
    {
        Cookie made = Read();

        Assert.Matches("^[A-Z]{20}$", File.ReadAllText(HomeFile));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(HomeFile));
        Assert.Equal(made, Read());
        Assert.Equal([HomeFile], Directory.GetFiles(_home));
    }

    [Fact]
    public void Nodes_that_start_at_once_make_one_cookie()
    {
        var made = new Cookie[8];
        Parallel.For(0, made.Length, i => made[i] = Read());
        Assert.Single(made.Distinct());
    }

    [Fact]
    public void A_home_that_is_none_is_an_error_that_names_the_setting() =>
        Assert.EndsWith(
            "Or set the.cookie.",
            Assert.Throws<NodeOptionException>(() => CookieSource.FromFile("/dev/null/home", "/dev/null/config", "the.cookie", NullLogger.Instance)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_cookie_of_one_node_holds_for_every_spelling_of_its_host()
    {
        Func<string, Cookie> cookies = CookieSource.For(new ErlangNodeOptions
        {
            Cookie = new Cookie("c1"),
            PeerCookies = new Dictionary<string, Cookie> { ["victim@localhost"] = new("c2") },
        });

        Assert.Equal(new Cookie("c2"), cookies("victim@LOCALHOST"));
        Assert.Equal(new Cookie("c1"), cookies("Victim@localhost"));
    }

    [Fact]
    public void One_node_cannot_have_two_cookies() =>
        Assert.Contains("ErlangNodeOptions.PeerCookies has two cookies for v@LOCALHOST", Assert.Throws<NodeOptionException>(() => CookieSource.For(new ErlangNodeOptions
        {
            Cookie = new Cookie("c1"),
            PeerCookies = new Dictionary<string, Cookie> { ["v@localhost"] = new("c2"), ["v@LOCALHOST"] = new("c3") },
        })).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Cookie Read() => CookieSource.FromFile(_home, Path.Combine(_home, "config"), "the cookie", NullLogger.Instance);
}
