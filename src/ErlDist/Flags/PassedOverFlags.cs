using System.Collections.Frozen;

namespace ErlDist.Flags;

/// <summary>
/// erl's flags that have no meaning to a node in .NET: those of the emulator, of its code loader, shell and boot. They are passed
/// over, so that the command line of a release serves as it is; those that would change who is trusted or how the node is reached
/// are warned about.
/// </summary>
internal static class PassedOverFlags
{
    /// <summary>By flag, how many values it takes on a command line where arguments may follow; elsewhere all are its own.</summary>
    public static FrozenDictionary<string, int> Values { get; } = new Dictionary<string, int>
    {
        ["async_shell_start"] = 0,
        ["bindir"] = 1,
        ["boot"] = 1,
        ["boot_var"] = 2,
        ["cache_boot_paths"] = 0,
        ["code_path_cache"] = 0,
        ["code_path_choice"] = 1,
        ["compile"] = 1,
        ["configfd"] = 1,
        ["detached"] = 0,
        ["embedded"] = 0,
        ["emu_args"] = 0,
        ["emu_args_exit"] = 0,
        ["emu_flavor"] = 1,
        ["emu_name_exit"] = 0,
        ["emu_type"] = 1,
        ["epmd"] = 1,
        ["epmd_module"] = 1,
        ["eval"] = 1,
        ["heart"] = 0,
        ["home"] = 1,
        ["hosts"] = 1,
        ["id"] = 1,
        ["init_debug"] = 0,
        ["instr"] = 0,
        ["interactive"] = 0,
        ["keep_window"] = 0,
        ["loader"] = 1,
        ["loader_debug"] = 0,
        ["make"] = 0,
        ["man"] = 1,
        ["mode"] = 1,
        ["newshell"] = 0,
        ["noinput"] = 0,
        ["nohup"] = 0,
        ["noshell"] = 0,
        ["nostick"] = 0,
        ["oldshell"] = 0,
        ["pa"] = 1,
        ["path"] = 1,
        ["profile_boot"] = 0,
        ["progname"] = 1,
        ["pz"] = 1,
        ["remsh"] = 1,
        ["root"] = 1,
        ["rsh"] = 1,
        ["run"] = 1,
        ["s"] = 1,
        ["shutdown_time"] = 1,
        ["smp"] = 0,
        ["start_erl"] = 1,
        ["user"] = 1,
        ["version"] = 0,

        // -Application Parameter Value.
        ["compiler"] = 2,
        ["crypto"] = 2,
        ["elixir"] = 2,
        ["iex"] = 2,
        ["inets"] = 2,
        ["logger"] = 2,
        ["mnesia"] = 2,
        ["os_mon"] = 2,
        ["public_key"] = 2,
        ["runtime_tools"] = 2,
        ["sasl"] = 2,
        ["ssh"] = 2,
        ["ssl"] = 2,
        ["stdlib"] = 2,
        ["user_drv"] = 2,
    }.ToFrozenDictionary();

    /// <summary>Flags that ask for something to be done, which on a command line must not seem done.</summary>
    public static FrozenSet<string> Deeds { get; } = new[] { "eval", "remsh", "run", "s" }.ToFrozenSet();

    /// <summary>What is lost where a flag has a meaning for security or reachability; null where nothing is.</summary>
    /// <param name="flag">The flag without its dash.</param>
    /// <param name="values">Its values.</param>
    public static string? Loss(string flag, IReadOnlyList<string> values) => (flag, values) switch
    {
        ("nocookie", _) => "has no effect here: the cookie is always checked",
        ("epmd_module", ["erl_epmd", ..]) => null,
        ("epmd_module", _) => "has no effect here: modules of Erlang can't run; nodes are found by EPMD, or by the discovery that is configured",
        ("ssl", ["protocol_version", ..]) => "has no effect here: set {versions,…} of both roles in the TLS options",
        ("crypto", ["fips_mode", "true", ..]) => "has no effect here: FIPS mode is a matter of the system's OpenSSL",
        _ => null,
    };
}
