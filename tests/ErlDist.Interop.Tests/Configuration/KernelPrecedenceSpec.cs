using System.Globalization;
using ErlDist.Embedding;
using ErlDist.Testing;

namespace ErlDist.Interop.Tests.Configuration;

/// <summary>Which of several values of a parameter counts is what application:get_env/2 of a real erl says.</summary>
public sealed class KernelPrecedenceSpec : IDisposable
{
    private const string Show =
        "io:format(\"~w ~w ~w\", [case application:get_env(kernel, K) of {ok, V} -> V; undefined -> none end || K <- [net_ticktime, net_setuptime, inet_dist_listen_min]]), halt().";

    private readonly string _directory = Directory.CreateTempSubdirectory("kernel-precedence-").FullName;

    [Fact]
    public async Task A_real_erl_decides_alike()
    {
        Write("sys.config", "[{kernel, [{net_ticktime, 33}, {net_setuptime, 5}]}, {sasl, [{x, #{}}]}, \"other\"].");
        Write("other.config", "%% comment\n[{kernel, [{net_setuptime, 9}, {inet_dist_listen_min, 9200}]}].");
        Write("b.config", "[{kernel, [{net_ticktime, 44}]}].");
        Write("vm.args", "## a release's\n-kernel net_ticktime 12 net_setuptime 6\n-config b");
        (string Line, string Aflags, string Flags)[] cases =
        [
            ("-kernel net_ticktime 10 net_ticktime 20", "", ""),
            ("-kernel net_ticktime 10 -kernel net_ticktime 20", "", ""),
            ("-kernel net_ticktime 10", "-kernel net_ticktime 7", ""),
            ("-kernel net_ticktime 10", "", "-kernel net_ticktime 7 inet_dist_listen_min 9100"),
            ("-config sys -kernel net_ticktime 10", "", ""),
            ("-config sys b.config", "", ""),
            ("-config b -config sys.config", "", ""),
            ("-args_file vm.args -kernel net_setuptime 8", "", ""),
            ("-config sys", "", "-args_file vm.args"),
        ];

        (string Line, string Erl, string Ours)[] all = await Task.WhenAll(cases.Select(async given =>
        {
            var environment = new Dictionary<string, string> { ["ERL_AFLAGS"] = Here(given.Aflags), ["ERL_FLAGS"] = Here(given.Flags), ["ERL_CRASH_DUMP_SECONDS"] = "0" };
            string[] line = Here(given.Line).Split(' ');
            CommandResult erl = await Command.RunAsync("erl", ["-noinput", "-eval", Show, .. line], environment);
            return ($"{given}", erl.Output, Ours(ErlFlags.Parse(line, environment.GetValueOrDefault)));
        }));

        Assert.All(all, one => Assert.True(one.Erl == one.Ours, $"{one.Line}: erl has {one.Erl}, we have {one.Ours}"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Ours(ErlFlags flags) => string.Create(
        CultureInfo.InvariantCulture,
        $"{flags.NetTickTime?.TotalSeconds ?? 60} {Text(flags.NetSetupTime?.TotalSeconds)} {Text(flags.ListenMin)}");

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";

    /// <summary>The files by their whole paths.</summary>
    private string Here(string words) => string.Join(' ', words.Split(' ').Select(word =>
        File.Exists(Path.Combine(_directory, word)) || File.Exists(Path.Combine(_directory, word + ".config")) ? Path.Combine(_directory, word) : word));

    private void Write(string name, string text) => File.WriteAllText(
        Path.Combine(_directory, name), text.Replace("-config b", $"-config {_directory}/b", StringComparison.Ordinal).Replace("\"other\"", $"\"{_directory}/other\"", StringComparison.Ordinal));
}
