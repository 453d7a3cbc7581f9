using System.Globalization;

namespace ErlDist.Benchmarks.Control;

/// <summary>One line of the control protocol: a verb and <c>key=value</c> arguments, separated by spaces.</summary>
internal sealed class ControlCommand
{
    private readonly Dictionary<string, string> _arguments;

    private ControlCommand(string verb, Dictionary<string, string> arguments)
    {
        Verb = verb;
        _arguments = arguments;
    }

    public string Verb { get; }

    public static ControlCommand Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new ControlCommand(
            words.Length == 0 ? "" : words[0],
            words.Skip(1).Select(w => w.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal));
    }

    public string Text(string key) =>
        _arguments.TryGetValue(key, out string? value) ? value : throw new ArgumentException($"{Verb} lacks {key}=");

    public int Number(string key) => int.Parse(Text(key), CultureInfo.InvariantCulture);

    public TimeSpan Seconds(string key) => TimeSpan.FromSeconds(double.Parse(Text(key), CultureInfo.InvariantCulture));
}
