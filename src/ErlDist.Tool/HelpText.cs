using System.CommandLine;
using System.CommandLine.Invocation;
using ErlDist.Embedding;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;

namespace ErlDist.Tool;

/// <summary>The help of a command: what it does, its arguments and options, erl's flags, an example.</summary>
internal sealed class HelpText(ToolContext context) : SynchronousCommandLineAction
{
    private const int Indent = 2;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        TextWriter output = context.Output;
        output.WriteLine($"Usage: {Usage(command)}\n\n{command.Description}");
        Section("Commands", command.Subcommands.Select(c => (Short(c), FirstSentence(c.Description ?? ""))));
        Section("Arguments", command.Arguments.Select(a => (a.Name, a.Description ?? "")));
        IEnumerable<Option> options = command is RootCommand ? command.Options : command.Options.Concat(parseResult.RootCommandResult.Command.Options);
        Section("Options", options.Where(o => !o.Hidden).Select(o => (o.HelpName is null ? o.Name : $"{o.Name} {o.HelpName}", o.Description ?? "")));
        output.WriteLine("\nerl's flags, anywhere on the line, and in ERL_AFLAGS, ERL_FLAGS, ERL_ZFLAGS:");
        output.WriteLine(string.Join('\n', ErlFlags.Usage.Split('\n').Select(l => new string(' ', Indent) + l)));
        if (command is ToolCommand { Example: var example })
        {
            output.WriteLine($"\nExample:\n{string.Join('\n', example.Split('\n').Select(l => new string(' ', Indent) + l))}");
        }
        else
        {
            output.WriteLine("\nerldist COMMAND --help has an example of each. Exit code 0: it worked; 1: the remote said no or was not there; 2: wrong usage.");
        }

        return ExitCode.Ok;
    }

    private void Section(string title, IEnumerable<(string Name, string Description)> rows)
    {
        var lines = rows.ToList();
        if (lines.Count == 0)
        {
            return;
        }

        int width = lines.Max(l => l.Name.Length) + Indent;
        context.Output.WriteLine($"\n{title}:");
        foreach ((string name, string description) in lines)
        {
            context.Output.WriteLine($"{new string(' ', Indent)}{name.PadRight(width)}{description}");
        }
    }

    private static string Usage(Command command)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is Command and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Push(symbol.Name);
        }

        string path = string.Join(' ', names.Prepend("erldist"));
        return (command.Arguments.Count, command.Subcommands.Count) switch
        {
            (0, > 0) => $"{path} COMMAND …",
            _ => $"{path} {Words(command)}".TrimEnd(),
        };
    }

    private static string Short(Command command) => $"{command.Name} {Words(command)}".TrimEnd();

    private static string Words(Command command) => string.Join(' ', command.Arguments.Select(a =>
        (a.Arity.MinimumNumberOfValues == 0 ? $"[{a.Name}]" : a.Name) + (a.Arity.MaximumNumberOfValues > 1 ? "…" : "")));

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..(end + 1)] : text;
}
