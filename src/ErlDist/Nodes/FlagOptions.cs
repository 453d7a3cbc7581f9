using ErlDist.Embedding;

namespace ErlDist.Nodes;

/// <summary>What erl's flags mean to a node.</summary>
internal static class FlagOptions
{
    /// <summary>The flag by which a command line sets a property of <see cref="ErlangNodeOptions"/>.</summary>
    public static string NameOf(string property) => property switch
    {
        nameof(ErlangNodeOptions.Name) or nameof(ErlangNodeOptions.LongNames) => "-sname, -name",
        nameof(ErlangNodeOptions.Cookie) => "-setcookie",
        nameof(ErlangNodeOptions.PeerCookies) => "-setcookie NODE COOKIE",
        nameof(ErlangNodeOptions.Hidden) => "-hidden",
        nameof(ErlangNodeOptions.ProtoDist) => "-proto_dist",
        nameof(ErlangNodeOptions.Tls) => "-ssl_dist_optfile FILE, or -ssl_dist_opt server_certfile FILE …",
        nameof(ErlangNodeOptions.Listen) => "-dist_listen",
        nameof(ErlangNodeOptions.ListenAddress) => "-kernel inet_dist_use_interface",
        nameof(ErlangNodeOptions.ListenPortMin) => "-kernel inet_dist_listen_min",
        nameof(ErlangNodeOptions.ListenPortMax) => "-kernel inet_dist_listen_max",
        nameof(ErlangNodeOptions.FixedPort) => "-erl_epmd_port",
        nameof(ErlangNodeOptions.NetTickTime) => "-kernel net_ticktime",
        nameof(ErlangNodeOptions.NetTickIntensity) => "-kernel net_tickintensity",
        nameof(ErlangNodeOptions.NetSetupTime) => "-kernel net_setuptime",
        nameof(ErlangNodeOptions.AutoConnect) => "-kernel dist_auto_connect",
        _ => property,
    };

    public static ErlangNodeOptions Read(ErlFlags flags)
    {
        var defaults = new ErlangNodeOptions();
        return new ErlangNodeOptions
        {
            // -sname undefined asks for a dynamic name, as with erl.
            Name = flags.Name == "undefined" ? null : flags.Name,
            LongNames = flags.Name is null ? null : !flags.ShortName,
            Cookie = flags.Cookies.FirstOrDefault(c => c.Node is null) is { } own ? MakeCookie(own) : null,
            PeerCookies = flags.Cookies.Where(c => c.Node is not null).DistinctBy(c => c.Node).ToDictionary(c => c.Node!, MakeCookie),
            Hidden = flags.Hidden,
            ConnectAll = flags.ConnectAll,
            PreventOverlappingPartitions = flags.PreventOverlappingPartitions,
            ProtoDist = ProtoDist(flags),
            Tls = Tls(flags),
            Listen = flags.DistListen,
            ListenAddress = flags.UseInterface,
            ListenPortMin = flags.ListenMin ?? 0,
            ListenPortMax = flags.ListenMax ?? 0,
            ListenSocket = flags.ListenSocket,
            ConnectSocket = flags.ConnectSocket,
            Epmd = flags.ToEpmdOptions(),
            FixedPort = flags.ErlEpmdPort,
            NetTickTime = flags.NetTickTime ?? defaults.NetTickTime,
            NetTickIntensity = flags.NetTickIntensity ?? defaults.NetTickIntensity,
            NetSetupTime = flags.NetSetupTime ?? defaults.NetSetupTime,
            AutoConnect = flags.AutoConnect ?? defaults.AutoConnect,
            SettingNames = NameOf,
            CommandLine = flags,
        };
    }

    /// <summary>As erl, plain TCP by default; but who gives TLS options means TLS, which erl takes as nothing said.</summary>
    private static string ProtoDist(ErlFlags flags) =>
        flags.ProtoDist ?? (flags.SslDistOptFile is null && flags.SslDistOpts.Count == 0 ? "inet_tcp" : "inet_tls");

    private static TlsOptions? Tls(ErlFlags flags)
    {
        TlsOptionLoader loader = new TlsOptionLoader().AddArguments(flags.SslDistOpts);
        return flags.SslDistOptFile is { } file ? loader.AddFile(file, "-ssl_dist_optfile").Load()
            : flags.SslDistOpts.Count > 0 ? loader.Load()
            : null;
    }

    private static Cookie MakeCookie(ErlCookieFlag flag)
    {
        try
        {
            return new Cookie(flag.Cookie);
        }
        catch (ArgumentException e)
        {
            throw new ErlFlagException("-setcookie", $"-setcookie: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }
}
