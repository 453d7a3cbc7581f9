using ErlDist.Embedding;

namespace ErlDist.Flags;

/// <summary>
/// The parameters of kernel(6) that concern the distribution: what each becomes of <see cref="ErlFlags"/>. Where erl would take a
/// wrong value for the default in silence, it is an error here.
/// </summary>
internal static class KernelParameters
{
    private delegate ErlFlags Reader(ErlFlags flags, KernelValue value);

    private static readonly Dictionary<string, Reader> s_readers = new()
    {
        ["net_ticktime"] = (flags, value) => flags with { NetTickTime = TimeSpan.FromSeconds(value.Number(1, 86_400)) },
        ["net_tickintensity"] = (flags, value) => flags with { NetTickIntensity = value.Clamped(4, 1000) },
        ["net_setuptime"] = (flags, value) => flags with { NetSetupTime = TimeSpan.FromSeconds(value.PositiveNumber(120)) },
        ["inet_dist_listen_min"] = (flags, value) => flags with { ListenMin = value.Number(0, ushort.MaxValue) },
        ["inet_dist_listen_max"] = (flags, value) => flags with { ListenMax = value.Number(0, ushort.MaxValue) },
        ["inet_dist_use_interface"] = (flags, value) => flags with { UseInterface = value.Address() },
        ["inet_dist_listen_options"] = (flags, value) => flags with { ListenSocket = SocketOptionReader.Read(value, flags.ListenSocket) },
        ["inet_dist_connect_options"] = (flags, value) => flags with { ConnectSocket = SocketOptionReader.Read(value, flags.ConnectSocket) },
        ["dist_nodelay"] = (flags, value) => flags with
        {
            ListenSocket = flags.ListenSocket with { NoDelay = flags.ListenSocket.NoDelay ?? value.Boolean() },
            ConnectSocket = flags.ConnectSocket with { NoDelay = flags.ConnectSocket.NoDelay ?? value.Boolean() },
        },
        ["dist_auto_connect"] = (flags, value) => flags with
        {
            AutoConnect = value.Term switch
            {
                Atom { Name: "never" } => AutoConnect.Never,
                Atom { Name: "once" } => AutoConnect.Once,
                Atom { Name: "true" } => AutoConnect.Always,
                _ => throw value.Wrong("never, once or true"),
            },
        },
        ["connect_all"] = (flags, value) => flags with { ConnectAll = value.Boolean() },
        ["prevent_overlapping_partitions"] = (flags, value) => flags with { PreventOverlappingPartitions = value.Boolean() },
        ["global_groups"] = (_, value) => throw value.Refused("has no meaning here: groups of nodes are not known. Take it out, or give a list of allowed nodes in code"),
    };

    /// <summary>What is lost by parameters that would change who is trusted or how the node is reached, and cannot.</summary>
    private static readonly Dictionary<string, string> s_lost = new()
    {
        ["inetrc"] = "has no effect here: hosts are resolved by the system",
        ["inet_default_connect_options"] = "has no effect here: give inet_dist_connect_options",
        ["inet_default_listen_options"] = "has no effect here: give inet_dist_listen_options",
        ["start_distribution"] = "has no effect here: a node with a name starts its distribution",
        ["dist_listen"] = "is a flag, not a parameter of kernel: write -dist_listen false",
        ["start_dist_ac"] = "has no effect here: applications are not distributed",
        ["distributed"] = "has no effect here: applications are not distributed",
        ["sync_nodes_mandatory"] = "has no effect here: the node doesn't wait for others; see keep-connected",
        ["sync_nodes_optional"] = "has no effect here: the node doesn't wait for others; see keep-connected",
    };

    /// <summary>The rest of kernel(6), so that erldist knows where its parameters end and its arguments begin.</summary>
    private static readonly HashSet<string> s_others =
    [
        "error_logger", "inet_backend", "inet_parse_error_log", "logger", "logger_level", "logger_metadata", "logger_sasl_compatible",
        "net_ticker_spawn_options", "os_cmd_shell", "permissions", "shell_history", "shell_history_drop", "shell_history_file_bytes",
        "shell_history_path", "shutdown_func", "shutdown_timeout", "source_search_rules", "standard_io_encoding", "start_boot_server",
        "boot_server_slaves", "start_disk_log", "start_pg", "start_timer", "sync_nodes_timeout", "epmd_module",
    ];

    /// <summary>Whether this is the name of a parameter.</summary>
    public static bool IsKnown(string name) => s_readers.ContainsKey(name) || s_lost.ContainsKey(name) || s_others.Contains(name);

    /// <summary>The names of those that have an effect, to find the one that was meant.</summary>
    public static IEnumerable<string> Honoured => s_readers.Keys;

    /// <summary>The names of those whose meaning is lost here, with a warning.</summary>
    public static IEnumerable<string> Lost => s_lost.Keys;

    /// <summary>What has been set, with the effect of one more parameter.</summary>
    public static ErlFlags Apply(ErlFlags flags, string name, KernelValue value)
    {
        if (s_readers.TryGetValue(name, out Reader? read))
        {
            return read(flags, value);
        }

        if (s_lost.TryGetValue(name, out string? loss))
        {
            value.Warnings.Add($"{value.Place} {loss}.");
        }
        else if (!s_others.Contains(name) && Misspelling.Hint(name, Honoured) is { Length: > 0 } hint)
        {
            value.Warnings.Add($"{value.Place} is no parameter that is known{hint}");
        }
        else
        {
            value.PassedOver.Add(value.Place);
        }

        return flags;
    }
}
