using System.Diagnostics;
using System.Globalization;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Tool;

/// <summary>The built erldist, as a process.</summary>
internal static class Erldist
{
    public static readonly string Assembly = BuiltProgram.Path("src/ErlDist.Tool", "erldist-tool.dll");

    public static Task<CommandResult> RunAsync(int epmdPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Command.RunAsync("dotnet", [Assembly, .. arguments], Environment(epmdPort, environment));

    /// <summary>Runs a command line without quoted arguments.</summary>
    public static Task<CommandResult> RunAsync(int epmdPort, string line) => RunAsync(epmdPort, line.Split(' '));

    public static Process Start(int epmdPort, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Command.Start("dotnet", [Assembly, .. arguments], Environment(epmdPort, environment));

    /// <summary>Starts one that runs on, and waits for its first line.</summary>
    public static Task<BuiltProgram> StartServingAsync(int epmdPort, params string[] arguments) =>
        BuiltProgram.StartAsync(Assembly, arguments, Environment(epmdPort, null));

    /// <summary>As the other, with so many files that it may have open.</summary>
    public static Task<BuiltProgram> StartServingAsync(int epmdPort, int openFiles, params string[] arguments) =>
        BuiltProgram.StartAsync(Assembly, arguments, Environment(epmdPort, null), openFiles);

    private static Dictionary<string, string> Environment(int epmdPort, IReadOnlyDictionary<string, string>? more) =>
        new(more ?? new Dictionary<string, string>())
        {
            ["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture),
        };
}
