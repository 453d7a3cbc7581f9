namespace ErlDist.Flags;

/// <summary>A cookie of the command line: for one node, or, without a node, our own.</summary>
/// <param name="Node">The node that it is for; null for ours, which counts for all other nodes.</param>
/// <param name="Cookie">The cookie.</param>
public sealed record ErlCookieFlag(string? Node, string Cookie)
{
    /// <summary>Leaves out the cookie.</summary>
    public override string ToString() => $"{nameof(ErlCookieFlag)} {{ Node = {Node} }}";
}

/// <summary>
/// erl's own flags as far as they concern the distribution (erl(1), kernel(6), "Using TLS for Erlang Distribution"), from a
/// command line and from <c>ERL_AFLAGS</c>, <c>ERL_FLAGS</c> and <c>ERL_ZFLAGS</c>.
/// </summary>
public sealed record ErlFlags
{
    /// <summary>The flags that are understood, as they are written.</summary>
    public const string Usage =
        """
        -name NAME@HOST | -sname NAME[@HOST]
        -setcookie [NODE] COOKIE
        -hidden
        -proto_dist inet_tls|inet6_tls|inet_tcp|inet6_tcp
        -ssl_dist_optfile FILE
        -ssl_dist_opt KEY VALUE ...
        -start_epmd true|false
        -erl_epmd_port PORT
        -dist_listen true|false
        -kernel net_ticktime SECONDS
        -kernel inet_dist_listen_min PORT inet_dist_listen_max PORT
        -args_file FILE
        """;

    /// <summary><c>-name</c> or <c>-sname</c>; null without either.</summary>
    public string? Name { get; init; }

    /// <summary>The name is from <c>-sname</c>.</summary>
    public bool ShortName { get; init; }

    /// <summary><c>-setcookie</c>, each.</summary>
    public IReadOnlyList<ErlCookieFlag> Cookies { get; init; } = [];

    /// <summary><c>-hidden</c>.</summary>
    public bool Hidden { get; init; }

    /// <summary><c>-proto_dist</c>; null if not given, which erl takes as inet_tcp.</summary>
    public string? ProtoDist { get; init; }

    /// <summary><c>-ssl_dist_optfile</c>.</summary>
    public string? SslDistOptFile { get; init; }

    /// <summary><c>-ssl_dist_opt</c>: of each occurrence its keys and values in turn.</summary>
    public IReadOnlyList<string[]> SslDistOpts { get; init; } = [];

    /// <summary><c>-start_epmd</c>; true if not given.</summary>
    public bool StartEpmd { get; init; } = true;

    /// <summary><c>-erl_epmd_port</c>: the port that this node listens on and that it takes for granted with every other.</summary>
    public int? ErlEpmdPort { get; init; }

    /// <summary><c>-dist_listen</c>; true if not given.</summary>
    public bool DistListen { get; init; } = true;

    /// <summary><c>-kernel net_ticktime</c>.</summary>
    public TimeSpan? NetTickTime { get; init; }

    /// <summary><c>-kernel inet_dist_listen_min</c>.</summary>
    public int? ListenMin { get; init; }

    /// <summary><c>-kernel inet_dist_listen_max</c>.</summary>
    public int? ListenMax { get; init; }

    /// <summary>What of the command line is no flag and no value of one, in order; the environment's is left out.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Reads a command line and the environment's part of it. A flag takes as many values as it has use for; what follows is an
    /// argument, so that flags may stand anywhere: <c>-setcookie c ping a@h</c> is a cookie and two arguments.
    /// </summary>
    /// <param name="args">The command line without the program's name; none for a program that takes only the environment's.</param>
    /// <param name="environment">Reads a variable; the process's environment by default.</param>
    /// <exception cref="ErlFlagException">
    /// A flag on the command line that is none of <see cref="Usage"/> (those of the environment are ignored, as they are for erl as
    /// a whole), a value missing or of the wrong kind, a flag twice with two meanings.
    /// </exception>
    public static ErlFlags Parse(IEnumerable<string> args, Func<string, string?>? environment = null)
    {
        var parser = new ErlFlagParser();
        foreach (var argument in ErlArguments.Parse(args, environment ?? Environment.GetEnvironmentVariable, File.ReadAllText))
        {
            parser.Add(argument);
        }

        return parser.Result;
    }
}
