using Spectre.Console;

namespace ErlDist.Tool.Output;

/// <summary>Colours and tables where a person looks; plain text into files and pipes, and where NO_COLOR is set.</summary>
internal static class Terminal
{
    /// <summary>Whether standard output is a terminal.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected;

    /// <summary>A console for tables that refresh.</summary>
    public static IAnsiConsole Open(TextWriter output) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), ColorSystem = ColorSystemSupport.Detect });

    /// <summary>Writes a word, with a colour on a terminal.</summary>
    public static void Write(TextWriter output, string word, TerminalStyle style)
    {
        if (!HasColour(output))
        {
            output.Write(word);
            return;
        }

        Color colour = style switch
        {
            TerminalStyle.Good => Color.Green,
            TerminalStyle.Bad => Color.Red,
            _ => Color.Yellow,
        };
        Open(output).Write(new Text(word, new Style(colour)));
    }

    private static bool HasColour(TextWriter output) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && (ReferenceEquals(output, Console.Out) ? !Console.IsOutputRedirected
            : ReferenceEquals(output, Console.Error) && !Console.IsErrorRedirected);
}
