using ErlDist.Flags;
using ErlDist.Nodes;
using ErlDist.Tls;
using ErlDist.Wire;

namespace ErlDist.Tool;

/// <summary>The node that a command runs as: what the flags say, and its log.</summary>
internal static class ToolNode
{
    /// <summary>
    /// For a command that asks and leaves: always hidden, so that no cluster takes it for a member and all its nodes connect to it.
    /// </summary>
    public static Task VisitAsync(ToolContext context, Func<ErlangNode, Task> use, CancellationToken cancellation) =>
        UseAsync(Options(context) with { Hidden = true }, verbose: false, use, cancellation);

    /// <summary>For a command that stays: as the flags say, and with a log of what happens.</summary>
    public static Task StayAsync(ToolContext context, Func<ErlangNode, Task> use, CancellationToken cancellation) =>
        UseAsync(Options(context), verbose: true, use, cancellation);

    private static async Task UseAsync(ErlangNodeOptions options, bool verbose, Func<ErlangNode, Task> use, CancellationToken cancellation)
    {
        using var logs = ToolLog.Create(verbose);
        options = options with { LoggerFactory = logs };
        var node = await ErlangNode.StartAsync(options, cancellation).ConfigureAwait(false);
        await using var stopping = node.ConfigureAwait(false);
        await use(node).ConfigureAwait(false);
    }

    /// <summary>What the flags mean to <see cref="ErlangNode"/>.</summary>
    public static ErlangNodeOptions Options(ToolContext context)
    {
        var flags = context.Flags;
        return new ErlangNodeOptions
        {
            // -sname undefined asks for a dynamic name, as with erl.
            Name = flags.Name == "undefined" ? null : flags.Name,
            LongNames = flags.Name is not null && !flags.ShortName,
            Cookie = OwnCookie(flags),
            PeerCookies = flags.Cookies.Where(c => c.Node is not null).DistinctBy(c => c.Node).ToDictionary(c => c.Node!, MakeCookie),
            Hidden = flags.Hidden,
            ProtoDist = ProtoDist(flags),
            Tls = Tls(flags),
            Listen = flags.DistListen,
            Epmd = context.Epmd,
            FixedPort = flags.ErlEpmdPort,
            NetTickTime = flags.NetTickTime ?? new ErlangNodeOptions().NetTickTime,
            ListenPortMin = flags.ListenMin ?? 0,
            ListenPortMax = flags.ListenMax ?? 0,
        };
    }

    /// <summary>As erl, plain TCP by default; but who gives TLS options means TLS, which erl takes as nothing said.</summary>
    private static string ProtoDist(ErlFlags flags) =>
        flags.ProtoDist ?? (flags.SslDistOptFile is null && flags.SslDistOpts.Count == 0 ? "inet_tcp" : "inet_tls");

    /// <summary>A role that the option file doesn't have takes the single options, as in OTP 25.</summary>
    private static TlsOptions? Tls(ErlFlags flags) =>
        flags.SslDistOptFile is { } file ? TlsOptionFile.Load(file, sslDistOpt: flags.SslDistOpts)
        : flags.SslDistOpts.Count > 0 ? SslDistOpt.Parse(flags.SslDistOpts)
        : null;

    private static Cookie? OwnCookie(ErlFlags flags) => flags.Cookies.FirstOrDefault(c => c.Node is null) is { } own ? MakeCookie(own) : null;

    private static Cookie MakeCookie(ErlCookieFlag flag)
    {
        try
        {
            return new Cookie(flag.Cookie);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"-setcookie: {e.Message}", e);
        }
    }
}
