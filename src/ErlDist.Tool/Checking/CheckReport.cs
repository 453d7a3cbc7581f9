using ErlDist.Tool.Context;
using ErlDist.Tool.Output;

namespace ErlDist.Tool.Checking;

/// <summary>A line a step: its name, then <c>ok</c> and what was found, or what is wrong and how to mend it.</summary>
internal sealed class CheckReport(ToolContext context)
{
    private const int NameWidth = 12;

    /// <summary>Whether no step was wrong.</summary>
    public bool AllOk { get; private set; } = true;

    public void Ok(string step, string found) => Write(step, "ok,", TerminalStyle.Good, found, ("step", step), ("ok", true), ("found", OneLine(found)));

    public void Wrong(string step, string wrong)
    {
        AllOk = false;
        Write(step, "WRONG:", TerminalStyle.Bad, wrong, ("step", step), ("ok", false), ("problem", OneLine(wrong)));
    }

    private void Write(string step, string verdict, TerminalStyle style, string text, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        if (context.Options.Json)
        {
            context.Results.Write(null, members);
            return;
        }

        context.Output.Write($"{step.PadRight(NameWidth)} ");
        Terminal.Write(context.Output, verdict, style);
        context.Output.WriteLine($" {OneLine(text)}");
        context.Output.Flush();
    }

    /// <summary>Peers' texts are in it.</summary>
    private static string OneLine(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '?' : c));
}
