using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using ErlDist.Nodes;
using ErlDist.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErlDist.Interop.Tests.Configuration;

/// <summary>The files that a real erl takes its cookie from, and those that it refuses, mean the same here.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CookieFileSpec
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_real_erl_reads_alike()
    {
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        (string? Home, string? Config, UnixFileMode Mode)[] cases =
        [
            ("secret\n", null, Owner),
            ("secret \n", null, Owner),
            (" a b\r\n", null, Owner),
            ("secret\n ", null, Owner),
            ("it's \"q\" \\ #", null, Owner),
            ("\n", null, Owner),
            ("sec\tret\n", null, Owner),
            ("sécret\n", null, Owner),
            ("secret", null, Owner | UnixFileMode.GroupRead),
            ("secret", null, Owner | UnixFileMode.OtherRead),
            ("home", "config", Owner),
            (null, "config\n", Owner),
            (null, "config\n", Owner | UnixFileMode.OtherRead),
        ];

        await Task.WhenAll(cases.Select(async given =>
        {
            string home = Directory.CreateTempSubdirectory("cookie-").FullName;
            Write(Path.Combine(home, ".erlang.cookie"), given.Home, given.Mode);
            Write(Path.Combine(home, "xdg", "erlang", ".erlang.cookie"), given.Config, given.Mode);
            string erl = await ErlAsync(home, epmd);
            string ours = Ours(home);
            Assert.True(erl == ours, $"{given}: erl has {erl}, we have {ours}");
            Directory.Delete(home, recursive: true);
        }));
    }

    [Fact]
    public async Task Whoever_comes_first_makes_the_file_and_the_other_reads_it()
    {
        await using PrivateEpmd epmd = await PrivateEpmd.StartAsync();
        string home = Directory.CreateTempSubdirectory("cookie-").FullName;
        string ours = Ours(home);
        Assert.Equal(ours, await ErlAsync(home, epmd));
        File.Delete(Path.Combine(home, ".erlang.cookie"));
        Assert.Equal(await ErlAsync(home, epmd), Ours(home));
        Assert.NotEqual(ours, Ours(home));
        Directory.Delete(home, recursive: true);
    }

    private static async Task<string> ErlAsync(string home, PrivateEpmd epmd)
    {
        CommandResult erl = await Command.RunAsync(
            "erl",
            ["-noinput", "-sname", $"c{Guid.NewGuid():N}@localhost", "-eval", "io:put_chars([\"<\", atom_to_list(erlang:get_cookie()), \">\"]), halt()."],
            new Dictionary<string, string>
            {
                ["ERL_EPMD_PORT"] = epmd.Port.ToString(CultureInfo.InvariantCulture),
                ["ERL_CRASH_DUMP_SECONDS"] = "0",
                ["HOME"] = home,
                ["XDG_CONFIG_HOME"] = Path.Combine(home, "xdg"),
            });
        string[] reasons = ["Too short cookie string", "Bad characters in cookie", "must be accessible by owner only"];
        return erl.ExitCode == 0 ? erl.Output : reasons.First(reason => (erl.Output + erl.Errors).Contains(reason, StringComparison.Ordinal));
    }

    private static string Ours(string home)
    {
        try
        {
            Cookie cookie = CookieSource.FromFile(home, Path.Combine(home, "xdg"), "cookie", NullLogger.Instance);
            return $"<{Encoding.Latin1.GetString(cookie.Text)}>";
        }
        catch (NodeOptionException e)
        {
            string[] reasons = ["Too short cookie string", "Bad characters in cookie", "must be accessible by owner only"];
            return reasons.First(reason => e.Message.Contains(reason, StringComparison.Ordinal));
        }
    }

    private static void Write(string path, string? content, UnixFileMode mode)
    {
        if (content is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
            File.SetUnixFileMode(path, mode);
        }
    }
}
