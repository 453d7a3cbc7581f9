using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace ErlDist.Nodes;

/// <summary>
/// Where a node's cookies come from: its options, else the file that erl reads (auth:read_cookie/0): <c>~/.erlang.cookie</c>, then
/// <c>$XDG_CONFIG_HOME/erlang/.erlang.cookie</c>; where neither exists the first is made.
/// </summary>
internal static class CookieSource
{
    private const string FileName = ".erlang.cookie";
    private const int RandomLetters = 20;

    private const UnixFileMode ForOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// The cookie for each peer: its own where one is set, else the node's, else that of the file. Hosts count in any case, so that
    /// another spelling of a host does not evade the cookie of its node.
    /// </summary>
    /// <exception cref="NodeOptionException">There is none, or one node has two.</exception>
    public static Func<string, Cookie> For(ErlangNodeOptions options)
    {
        Cookie common = options.Cookie ?? FromFile(options);
        if (options.PeerCookies.Count == 0 && options.CookieFor is null)
        {
            return _ => common;
        }

        var byPeer = new Dictionary<string, Cookie>(NodeName.IgnoringHostCase);
        foreach ((string node, Cookie cookie) in options.PeerCookies)
        {
            if (!byPeer.TryAdd(node, cookie) && !byPeer[node].Equals(cookie))
            {
                throw options.Wrong(nameof(options.PeerCookies), $"has two cookies for {NodeName.Printable(node)}, whose host counts in any case: leave one");
            }
        }

        return peer => options.CookieFor?.Invoke(peer) ?? byPeer.GetValueOrDefault(peer, common);
    }

    /// <summary>The cookie of the user's file.</summary>
    /// <param name="home">The user's home directory.</param>
    /// <param name="config">The user's directory of configurations, <c>$XDG_CONFIG_HOME</c>.</param>
    /// <param name="setting">How to call the setting that makes the file unnecessary.</param>
    /// <param name="log">Told of a file that is made.</param>
    /// <exception cref="NodeOptionException">The file is unusable, or cannot be made.</exception>
    public static Cookie FromFile(string home, string config, string setting, ILogger log)
    {
        string file = Path.Combine(home, FileName);
        string other = Path.Combine(config, "erlang", FileName);
        try
        {
            return TryRead(file) ?? TryRead(other) ?? Make(file, log);
        }
        catch (NodeOptionException e)
        {
            throw Unusable($"{e.Message} Or set {setting}.", e.InnerException);
        }
    }

    private static Cookie FromFile(ErlangNodeOptions options) => FromFile(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        options.NameOf(nameof(options.Cookie)),
        options.LoggerFactory.CreateLogger<ErlangNode>());

    /// <returns>Null where there is no such file.</returns>
    private static Cookie? TryRead(string path)
    {
        byte[] content;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & ForOthers) != 0)
            {
                throw Unusable($"Cookie file {path} must be accessible by owner only: chmod 400 {path}.");
            }

            // A cookie has 255 characters at most, so what is longer need not be read to its end.
            content = new byte[Cookie.MaxLength + 2];
            content = content[..file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"Error when reading {path}: {e.Message}.", e);
        }

        return Parse(path, content);
    }

    /// <summary>
    /// Printable ASCII up to the first other character, as auth:check_cookie/2 has it: behind that only ends of lines and blanks may
    /// follow, and they do not count; blanks before it do.
    /// </summary>
    private static Cookie Parse(string path, ReadOnlySpan<byte> content)
    {
        int end = content.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        ReadOnlySpan<byte> text = end < 0 ? content : content[..end];
        if (content[text.Length..].ContainsAnyExcept((byte)'\r', (byte)'\n', (byte)' '))
        {
            throw Unusable($"Bad characters in cookie: {path} may hold printable ASCII and an end of line only.");
        }

        return text.Length switch
        {
            0 => throw Unusable($"Too short cookie string: {path} holds none. Remove it, and one is made, or write one."),
            > Cookie.MaxLength => throw Unusable($"The cookie of {path} has more than {Cookie.MaxLength} characters."),
            _ => new Cookie(System.Text.Encoding.ASCII.GetString(text)),
        };
    }

    /// <summary>Twenty random letters, for the owner to read only; what another node has made meanwhile counts.</summary>
    private static Cookie Make(string path, ILogger log)
    {
        // File.Move without overwriting looks first and moves then, so two could make one each.
        string lockPath = path + ".lock";
        using FileStream making = LockFile(lockPath);
        if (TryRead(path) is { } made)
        {
            return made;
        }

        string half = $"{path}.{RandomNumberGenerator.GetHexString(8)}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead;
            }

            using (var file = new StreamWriter(half, options))
            {
                file.Write(RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ", RandomLetters));
            }

            File.Move(half, path, overwrite: false);
            CookieLog.Made(log, path);
            File.Delete(lockPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"Failed to create cookie file '{path}': {e.Message}.", e);
        }

        return TryRead(path) ?? throw Unusable($"Failed to create cookie file '{path}': it has gone again.");
    }

    /// <summary>One process at a time; the lock ends with its holder. Who comes late finds the cookie.</summary>
    private static FileStream LockFile(string path)
    {
        const int Tries = 500;
        for (int i = 1; ; i++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (i < Tries && Directory.Exists(Path.GetDirectoryName(path)))
            {
                Thread.Sleep(10);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unusable($"Failed to create cookie file '{path[..^".lock".Length]}': {e.Message}.", e);
            }
        }
    }
    private static NodeOptionException Unusable(string message, Exception? inner = null) => new(nameof(ErlangNodeOptions.Cookie), message, inner);
}
