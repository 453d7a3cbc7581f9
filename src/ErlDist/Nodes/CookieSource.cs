using ErlDist.Wire;

namespace ErlDist.Nodes;

/// <summary>Where a node's cookies come from (auth, <c>erlang:set_cookie/2</c>).</summary>
internal static class CookieSource
{
    /// <summary>The cookie for each peer: its own where one is set, else the node's, else that of <c>~/.erlang.cookie</c>.</summary>
    /// <exception cref="CookieException">There is none.</exception>
    public static Func<string, Cookie> For(ErlangNodeOptions options)
    {
        Cookie common = options.Cookie ?? FromHome();
        return options.PeerCookies.Count == 0 && options.CookieFor is null
            ? _ => common
            : peer => options.CookieFor?.Invoke(peer) ?? options.PeerCookies.GetValueOrDefault(peer, common);
    }

    private static Cookie FromHome()
    {
        string path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".erlang.cookie");
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CookieException($"No cookie was given and {path} cannot be read: {e.Message} Give one (-setcookie), or make the file.", e);
        }

        try
        {
            return new Cookie(text);
        }
        catch (ArgumentException e)
        {
            throw new CookieException($"{path} holds no cookie: {e.Message}", e);
        }
    }
}

/// <summary>There is no usable cookie. The message never holds its text.</summary>
public sealed class CookieException : ErlangException
{
    internal CookieException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
