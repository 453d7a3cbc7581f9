using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ErlDist.Embedding;
using ErlDist.Tool.Commands;
using ErlDist.Tool.Context;
using ErlDist.Tool.Line;
using ErlDist.Tool.Profiles;

namespace ErlDist.Tool;

/// <summary>The command line of erldist: erl's flags and our own options anywhere on it, and a command with its arguments.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command and says how it ended.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors, Interrupts interrupts)
    {
        var context = new ToolContext(output, errors) { Interrupt = interrupts.Token };
        try
        {
            return await RunAsync(args, context, interrupts).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupts.Code is not null)
        {
            return interrupts.Code.Value;
        }
        catch (Exception e) when (ExitCode.IsBrokenPipe(e))
        {
            return ExitCode.BrokenPipe;
        }
        catch (Exception e) when (ExitCode.Of(e) is { } code)
        {
            context.Fail(e.Message, code);
            return code;
        }
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> args, ToolContext context, Interrupts interrupts)
    {
        RootCommand root = Commands(context);
        (List<string> own, List<string> others) = ToolOptions.Split(args, word => Find(root, word) is { } option && option.Name == word && option.ValueType == typeof(string));
        // Help is for those who do not know the flags yet.
        bool help = args.Count == 0 || own.Contains("--help") || others is ["help", ..];
        others = others is ["help", ..] ? others[1..] : others;
        context.Words = ToolOptions.ProfileIn(own) is { } profile && !help ? [.. ProfileStore.Flags(profile, others), .. others] : others;
        context.Flags = ErlFlags.Parse(help ? others.Where(a => a is not ['-', ..]) : context.Words);
        IEnumerable<string> words = help && !own.Contains("--help") ? own.Append("--help") : own;
        ParseResult parsed = root.Parse([.. context.Flags.Arguments, .. words], new ParserConfiguration { ResponseFileTokenReplacer = null });
        CheckOptions(parsed, own);
        context.Options = ToolOptions.From(parsed);
        if (context.Flags.Arguments is [var word, ..] && parsed.CommandResult.Command is RootCommand)
        {
            throw new UsageException($"There is no command '{word}'.{Suggestion(word, root.Subcommands.Select(c => c.Name))} Try: erldist --help");
        }

        if (parsed.Errors.Count > 0 && !help)
        {
            throw new UsageException(
                $"{string.Join(' ', parsed.Errors.Select(e => e.Message).Distinct())} Try: erldist {PathOf(parsed.CommandResult)}--help");
        }

        return await InvokeAsync(parsed, context, interrupts).ConfigureAwait(false);
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, ToolContext context, Interrupts interrupts)
    {
        using var late = new CancellationTokenSource(context.Options.Timeout ?? Timeout.InfiniteTimeSpan);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupts.Token);
        try
        {
            int code = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Output,
                    Error = context.Errors,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                stop.Token).ConfigureAwait(false);
            return interrupts.Code is ExitCode.Interrupted ? ExitCode.Interrupted : code;
        }
        catch (Exception) when (interrupts.Code is not null)
        {
            // Whatever it was that the end of the node broke off.
            return interrupts.Code.Value;
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {context.Options.Timeout!.Value.TotalSeconds} s (--timeout).", e);
        }
    }

    private static RootCommand Commands(ToolContext context)
    {
        var root = new RootCommand("Talks to Erlang nodes as an Erlang node.")
        {
            NamesCommand.Create(context),
            PingCommand.Create(context),
            CallCommand.Create(context),
            ProcessCommands.CreateGenCall(context),
            ProcessCommands.CreateSend(context),
            ServeCommand.Create(context),
            CheckCommand.Create(context),
            WatchCommand.Create(context),
            TopCommand.Create(context),
            BenchCommand.Create(context),
            CertsCommand.Create(context),
            EpmdCommand.Create(context),
            StubsCommand.Create(context),
            ProfileCommand.Create(context),
            CompletionCommand.Create(context),
        };
        foreach (Option option in ToolOptions.All)
        {
            root.Add(option);
        }

        root.Options.OfType<HelpOption>().Single().Action = new HelpText(context);
        return root;
    }

    /// <summary>An option of any command, by its name with or without a value.</summary>
    private static Option? Find(Command command, string word)
    {
        string name = word.Split('=')[0];
        return command.Options.FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name))
            ?? command.Subcommands.Select(c => Find(c, word)).FirstOrDefault(o => o is not null);
    }

    /// <summary>An option that the command lacks would be one more argument to it.</summary>
    private static void CheckOptions(ParseResult parsed, List<string> own)
    {
        Command command = parsed.CommandResult.Command;
        var known = command.Options.Concat(parsed.RootCommandResult.Command.Options).SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet();
        if (own.Find(w => w is ['-', '-', ..] && !known.Contains(w.Split('=')[0])) is { } unknown)
        {
            string suggestion = Suggestion(unknown.Split('=')[0], known.Where(k => k.StartsWith("--", StringComparison.Ordinal)));
            throw new UsageException($"There is no option {unknown} here.{suggestion} Try: erldist {PathOf(parsed.CommandResult)}--help");
        }
    }

    /// <summary>The names of a command and those above it, but for the root's, each with a blank behind it.</summary>
    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)}{command.Command.Name} " : "";

    private static string Suggestion(string word, IEnumerable<string> known) => Misspelling.Nearest(word, known) is { } near ? $" Did you mean {near}?" : "";
}
