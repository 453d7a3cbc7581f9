using ErlDist.Wire;

namespace ErlDist.Tests.Wire;

public class CookieTests
{
    [Fact]
    public void The_digest_is_MD5_of_cookie_and_decimal_challenge_as_OTP_25_sent_it()
    {
        Span<byte> bytes = stackalloc byte[HandshakeDigest.Size];
        HandshakeDigest.Compute(new Cookie("golden"), 0x01020304).CopyTo(bytes);
        Assert.Equal("038acfd07c863a578d5d84777369e551", Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void The_longest_cookie_and_any_challenge_fit(uint challenge) =>
        Assert.NotEqual(default, HandshakeDigest.Compute(new Cookie(new string('ÿ', Cookie.MaxLength)), challenge));

    [Fact]
    public void Its_text_is_never_shown()
    {
        var cookie = new Cookie("secret");
        Assert.DoesNotContain("secret", $"{cookie} {new HandshakeOptions { LocalName = "a@b", Creation = 1, CookieFor = _ => cookie }}", StringComparison.Ordinal);
        Assert.Equal(cookie.GetHashCode(), new Cookie("public").GetHashCode());
    }

    [Fact]
    public void Equal_cookies_are_equal()
    {
        Assert.Equal(new Cookie("a"), new Cookie("a"));
        Assert.NotEqual(new Cookie("a"), new Cookie("b"));
        Assert.NotEqual(new Cookie("a"), new Cookie("aa"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ł")]
    [InlineData("secret\n")]
    [InlineData("secret\r\n")]
    public void No_cookie(string text) => Assert.Throws<ArgumentException>(() => new Cookie(text));

    [Fact]
    public void Too_long() => Assert.Throws<ArgumentException>(() => new Cookie(new string('a', 256)));
}
