using ErlDist.Flags;
using Microsoft.Extensions.Logging;

namespace ErlDist.Embedding;

/// <summary>
/// erl's own flags as far as they concern the distribution (erl(1), kernel(6), "Using TLS for Erlang Distribution"), from a
/// command line, from <c>ERL_AFLAGS</c>, <c>ERL_FLAGS</c> and <c>ERL_ZFLAGS</c>, and from files of <c>-args_file</c> and <c>-config</c>.
/// </summary>
public sealed record ErlFlags
{
    /// <summary>The flags that are understood, as they are written.</summary>
    public const string Usage =
        """
        -name NAME@HOST | -sname NAME[@HOST]
        -setcookie [NODE] COOKIE
        -hidden
        -connect_all true|false
        -proto_dist inet_tls|inet6_tls|inet_tcp|inet6_tcp
        -ssl_dist_optfile FILE
        -ssl_dist_opt KEY VALUE ...
        -start_epmd true|false
        -erl_epmd_port PORT
        -dist_listen true|false
        -kernel PARAMETER VALUE ...  with these of kernel(6):
            net_ticktime, net_tickintensity, net_setuptime, dist_auto_connect, dist_nodelay,
            connect_all, prevent_overlapping_partitions, inet_dist_use_interface,
            inet_dist_listen_min, inet_dist_listen_max, inet_dist_listen_options, inet_dist_connect_options
        -env VARIABLE VALUE
        -config FILE
        -args_file FILE
        """;

    /// <summary>The names of flags that have an effect, to find the one that was meant.</summary>
    internal static readonly IReadOnlyList<string> Honoured =
    [
        "name", "sname", "setcookie", "hidden", "connect_all", "proto_dist", "ssl_dist_optfile", "ssl_dist_opt", "start_epmd", "no_epmd",
        "erl_epmd_port", "dist_listen", "kernel", "env", "config", "args_file",
    ];

    /// <summary><c>-name</c> or <c>-sname</c>; null without either.</summary>
    public string? Name { get; init; }

    /// <summary>The name is from <c>-sname</c>.</summary>
    public bool ShortName { get; init; }

    /// <summary><c>-setcookie</c>, each.</summary>
    public IReadOnlyList<ErlCookieFlag> Cookies { get; init; } = [];

    /// <summary><c>-hidden</c>.</summary>
    public bool Hidden { get; init; }

    /// <summary><c>-connect_all</c>, <c>-kernel connect_all</c>; true if not given.</summary>
    public bool ConnectAll { get; init; } = true;

    /// <summary><c>-kernel prevent_overlapping_partitions</c>; true if not given.</summary>
    public bool PreventOverlappingPartitions { get; init; } = true;

    /// <summary><c>-proto_dist</c>; null if not given, which erl takes as inet_tcp.</summary>
    public string? ProtoDist { get; init; }

    /// <summary><c>-ssl_dist_optfile</c>.</summary>
    public string? SslDistOptFile { get; init; }

    /// <summary><c>-ssl_dist_opt</c>: of each occurrence its keys and values in turn.</summary>
    public IReadOnlyList<string[]> SslDistOpts { get; init; } = [];

    /// <summary><c>-start_epmd</c>; true if not given.</summary>
    public bool StartEpmd { get; init; } = true;

    /// <summary>
    /// <c>-erl_epmd_port</c>, else <c>ERL_DIST_PORT</c>: the port that this node listens on and that it takes for granted with every other.
    /// </summary>
    public int? ErlEpmdPort { get; init; }

    /// <summary><c>-dist_listen</c>; true if not given.</summary>
    public bool DistListen { get; init; } = true;

    /// <summary><c>-kernel net_ticktime</c>.</summary>
    public TimeSpan? NetTickTime { get; init; }

    /// <summary><c>-kernel net_tickintensity</c>.</summary>
    public int? NetTickIntensity { get; init; }

    /// <summary><c>-kernel net_setuptime</c>.</summary>
    public TimeSpan? NetSetupTime { get; init; }

    /// <summary><c>-kernel dist_auto_connect</c>.</summary>
    public AutoConnect? AutoConnect { get; init; }

    /// <summary><c>-kernel inet_dist_use_interface</c>.</summary>
    public System.Net.IPAddress? UseInterface { get; init; }

    /// <summary><c>-kernel inet_dist_listen_min</c>.</summary>
    public int? ListenMin { get; init; }

    /// <summary><c>-kernel inet_dist_listen_max</c>.</summary>
    public int? ListenMax { get; init; }

    /// <summary><c>-kernel inet_dist_listen_options</c>.</summary>
    public SocketSettings ListenSocket { get; init; } = new();

    /// <summary><c>-kernel inet_dist_connect_options</c>.</summary>
    public SocketSettings ConnectSocket { get; init; } = new();

    /// <summary><c>-env</c>: variables for this node alone; of those that it reads.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What has a meaning for the emulator, its shell or its applications only, and none here.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];

    /// <summary>
    /// What erl would obey and this library cannot, where it matters for who is trusted or how the node is reached; a sentence each.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What of the command line is no flag and no value of one, in order; that of the environment and of files is left out.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Reads what <c>inet_dist_listen_options</c> and <c>inet_dist_connect_options</c> take: <c>[{nodelay,true},{sndbuf,262144}]</c>.</summary>
    /// <param name="text">The Erlang list. Options that only a socket of the BEAM has are passed over.</param>
    /// <param name="place">How messages call what the user wrote.</param>
    /// <param name="settings">Settings that the list adds to; null = none.</param>
    /// <exception cref="ErlFlagException">It is no such list, or an option is unknown or holds what it cannot.</exception>
    public static SocketSettings ParseSocketOptions(string text, string place, SocketSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SocketOptionReader.Parse(text, place, settings ?? new SocketSettings());
    }

    /// <summary>
    /// Reads a command line and the environment's part of it. On the line a flag takes as many values as it has use for; what
    /// follows is an argument, so that flags may stand anywhere: <c>-setcookie c ping a@h</c> is a cookie and two arguments.
    /// </summary>
    /// <param name="args">The command line without the program's name; none for a program that takes only the environment's.</param>
    /// <param name="environment">Reads a variable; the process's environment by default.</param>
    /// <exception cref="ErlFlagException">
    /// A flag on the command line that erl does not have (those of the environment and of files are passed over, as erl does, and
    /// warned about when they look like one that was meant), a value missing or of the wrong kind, a flag twice with two meanings.
    /// </exception>
    public static ErlFlags Parse(IEnumerable<string> args, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        environment ??= Environment.GetEnvironmentVariable;
        var arguments = ErlArguments.Parse(args, environment, File.ReadAllText);
        var parser = new ErlFlagParser(File.ReadAllText);
        foreach (ErlArgument argument in arguments.All)
        {
            parser.Add(argument);
        }

        ErlFlags flags = parser.Finish(arguments.Emulator);
        return flags.ErlEpmdPort is null && environment("ERL_DIST_PORT") is { Length: > 0 } port
            ? flags with { ErlEpmdPort = new FlagValues("ERL_DIST_PORT", [port]).TakePort() }
            : flags;
    }

    /// <summary>EPMD as <c>-start_epmd</c>, <c>-env</c> and the environment have it.</summary>
    /// <param name="environment">Reads a variable; the process's environment by default.</param>
    /// <exception cref="EpmdException">A variable holds what is no port or no address.</exception>
    public EpmdOptions ToEpmdOptions(Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        return ErlDist.EpmdOptions.FromEnvironment(name => Variables.GetValueOrDefault(name) ?? environment(name)) with { StartServer = StartEpmd };
    }

    /// <summary>Logs <see cref="Warnings"/>, and in one line at debug level <see cref="PassedOver"/>.</summary>
    public void Report(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        foreach (string warning in Warnings)
        {
            FlagLog.Lost(logger, warning);
        }

        if (PassedOver.Count > 0)
        {
            FlagLog.PassedOver(logger, string.Join(", ", PassedOver.Distinct()));
        }
    }
}
